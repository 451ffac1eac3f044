/** Which version gets the requests of a service by its live routes. Pure. */
import type { VirtualServiceSpec } from "../../model/istio/virtual-service-spec";
import { serviceHost, subsetName } from "../../model/release/names";
import type { ServiceSpec } from "../../model/release/release";
import { outsideTargets, type OutsideTarget } from "../../model/routes/outside";

type AnyRoute = NonNullable<VirtualServiceSpec["http" | "tcp" | "tls"]>[number];

/** A service, as far as its live routes can tell its versions apart. */
export interface ServedService {
  readonly service: string;
  readonly namespace: string;
  readonly spec: Pick<ServiceSpec, "versions" | "outside">;
}

/**
 * The version, or the destination outside of the release, that gets all requests which no route takes
 * by a condition.
 *
 * @returns undefined where several, or none, get them
 */
export function soleServed(
  live: VirtualServiceSpec,
  { service, namespace, spec }: ServedService,
): string | undefined {
  const host = serviceHost(service, namespace);
  const own = Object.keys(spec.versions).map(
    (name) => [name, { host, subset: subsetName(name) }] as const,
  );
  const others = Object.entries(outsideTargets(namespace, service, spec.outside ?? {}));
  // Of two destinations that are one Service, the one that names its port is the closer one.
  const closer = others.sort(([, a], [, b]) => namesPort(b.port) - namesPort(a.port));
  return [...own, ...closer].find(([, target]) => hasAll(live, target))?.[0];
}

/** 1 for a port that is named, else 0. */
function namesPort(port: number | undefined): number {
  return port === undefined ? 0 : 1;
}

/** Whether one destination gets all requests which no route takes by a condition. */
export function hasAll(
  { http = [], tcp = [], tls = [] }: VirtualServiceSpec,
  { host, subset, port }: Pick<OutsideTarget, "host" | "subset" | "port">,
): boolean {
  const shares = [...http, ...tcp, ...tls].filter(takesAll).flatMap(({ route = [] }) => route);
  const taking = shares.filter(({ weight }) => weight !== 0);
  return (
    taking.length > 0 &&
    taking.every(
      ({ destination: to }) =>
        to?.host === host && to.subset === subset && isPort(to.port?.number, port),
    )
  );
}

/** Whether a route leads to a port; one that names none does where the Service has only one. */
function isPort(live: number | undefined, port: number | undefined): boolean {
  return live === undefined || port === undefined || live === port;
}

/** The keys of a match by which a route takes all requests of one origin or one port. */
const ways: readonly string[] = ["gateways", "port", "sniHosts"];

/** Whether a route takes all requests, at least of one origin. */
export function takesAll({ match = [] }: Pick<AnyRoute, "match">): boolean {
  return match.every((one) => Object.keys(one).every((key) => ways.includes(key)));
}
