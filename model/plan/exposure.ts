import { serviceHost } from "../release/names";
import type { ExposeSpec, Release } from "../release/release";
import { isByOrigin } from "../release/weights";

/** A path under which a service is exposed. */
export type ExposedPath = NonNullable<ExposeSpec["paths"]>[number];

/** How a service is entered through the gateway. */
export interface Exposure {
  /** Hosts of the gateway that lead to it; for a TCP service its own, by which gateway and route find each other. */
  readonly hosts: readonly string[];
  /** Paths that lead to it; none: every path. */
  readonly paths: readonly ExposedPath[];
  /** Port of the ingress gateway's Service, of a TCP service only. */
  readonly port?: number;
}

/** Hosts that the release's gateway serves. */
export function gatewayHosts({ gateway }: Pick<Release, "gateway">): readonly string[] {
  return gateway?.hosts ?? ["*"];
}

/** Whether every name that a host stands for is one of another's, which may be a wildcard. */
export function serves(wide: string, narrow: string): boolean {
  if (!wide.startsWith("*")) return narrow === wide;
  return narrow.replace(/^\*/, "").endsWith(wide.slice(1));
}

/** Names of the services that requests reach through the gateway, as far as they say so themselves. */
export function exposedByHttp({ services }: Release): string[] {
  return Object.keys(services).filter((name) => {
    const service = services[name];
    return service?.expose && service.protocol !== "tcp";
  });
}

/** How the gateway leads to a service; undefined where it does not. */
export function exposureOf(release: Release, service: string): Exposure | undefined {
  const spec = release.services[service];
  if (!spec?.expose || !release.gateway) return undefined;
  const { hosts, paths = [], port } = spec.expose === true ? {} : spec.expose;
  if (spec.protocol === "tcp")
    return {
      hosts: [serviceHost(service, release.namespace)],
      paths: [],
      ...(port !== undefined && { port }),
    };
  return { hosts: hosts ?? gatewayHosts(release), paths: paths.every(isEvery) ? [] : paths };
}

/** Whether a path is every path; as a condition it would conflict with a delegate's regular expressions. */
export function isEvery(path: ExposedPath): boolean {
  return "prefix" in path && path.prefix === "/";
}

/** Hosts under which a service is entered through the gateway. */
export function exposedHosts(release: Release, service: string): readonly string[] {
  return exposureOf(release, service)?.hosts ?? [];
}

/**
 * Whether the gateway's hosts stand in a VirtualService of their own that delegates to this service's. It must where
 * two services share a host, because the order of several VirtualServices of one host is undefined
 * (https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services), and where a service
 * under the host `*` has rules for the mesh, which refuses that host: its weights then still stand in one object.
 */
export function isDelegated(release: Release, service: string): boolean {
  const spec = release.services[service];
  const exposure = exposureOf(release, service);
  if (!spec || !exposure || spec.protocol === "tcp") return false;
  if (release.gateway?.delegate || exposure.paths.length > 0) return true;
  const sharing = exposedByHttp(release).some(
    (other) =>
      other !== service &&
      exposedHosts(release, other).some((host) => exposure.hosts.includes(host)),
  );
  return sharing || (exposure.hosts.includes("*") && needsMesh(release, service));
}

/**
 * Name of the VirtualService that holds a service's routes. One to which others delegate has a name of its own, so that
 * it comes beside the one that held the hosts itself, and no request is without a route between the two.
 */
export function routesName(release: Release, service: string): string {
  const given = release.services[service]?.virtualService;
  return given ?? (isDelegated(release, service) ? `${service}-routes` : service);
}

function needsMesh(release: Release, service: string): boolean {
  const spec = release.services[service];
  return (
    release.lanes !== undefined ||
    (spec?.follows?.length ?? 0) > 0 ||
    // A release of which broken parts were cut out may have none.
    isByOrigin(spec?.weights ?? {}) ||
    (spec?.routes ?? []).some(
      ({ match }) => match.from === "mesh" || match.sourceLabels !== undefined,
    )
  );
}
