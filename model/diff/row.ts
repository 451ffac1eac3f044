// One case of a service's routes as data, and the parts that routes of requests and connections share.
import type { HttpMatch } from "../manifests/http-match";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import type { LedTo, OutsideNames } from "./outside-names";
import type { VersionNames } from "./version-names";

/** Where requests come from: through a gateway, or from a workload of the mesh. */
export type From = "outside" | "inside";

/** A version, or a destination outside of the release, and its part of a case. */
export interface RowShare {
  readonly target: string;
  /** Percent of the case's requests. */
  readonly percent: number;
  /** The lane that these requests enter. */
  readonly lane?: string;
}

/** A case: the requests from one side that meet the same conditions, and what answers them. */
export interface Row {
  readonly from: From;
  /** Tells cases of one service and one side apart, also over time. */
  readonly key: string;
  /** Name of the route that a user declared; left out for the weights. */
  readonly name?: string;
  /** Conditions in words, all of which hold; none: the requests that no earlier case takes. */
  readonly when: readonly string[];
  /** Whether these are all connections to a port, whoever makes them. */
  readonly allToPort?: true;
  readonly shares: readonly RowShare[];
  /** What proxies answer in place of a version, in words. */
  readonly answer?: string;
  readonly copies?: { readonly target: string; readonly percent: number };
  /** Failures made on purpose, in words. */
  readonly faults: readonly string[];
}

/** The key of the requests that no other case takes. */
export const restKey = "rest";

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];

/** A target of a route, with its weight. */
export type Destination = NonNullable<HttpRoute["route"]>[number];

/** Which side a match is for: it names gateways, the caller's labels, or nothing. */
export function isFrom(
  { gateways, sourceLabels, sourceNamespace }: HttpMatch,
  from: From,
): boolean {
  if (gateways) return gateways.some((name) => (name === "mesh") === (from === "inside"));
  return from === "inside" || (!sourceLabels && !sourceNamespace);
}

/** The service whose routes are read, and the names of what they lead to. */
export interface RouteNames {
  readonly service: string;
  /** Its host in the mesh. */
  readonly host: string;
  readonly versions: VersionNames;
  readonly outside: OutsideNames;
}

/** The lane that a share's requests enter; the `host` header is that of a host outside of the release. */
export function laneOf({ headers }: Destination): string | undefined {
  const set = Object.entries(headers?.request?.set ?? {});
  return set.find(([name]) => name !== "host")?.[1];
}

/** The shares in percent of their sum. */
export function sharesOf(names: RouteNames, route: readonly Destination[]): RowShare[] {
  const only = route.length === 1;
  const sum = route.reduce((all, { weight = 0 }) => all + weight, 0);
  return route.map((one) => {
    const { destination, weight = 0 } = one;
    const lane = laneOf(one);
    return {
      target: targetOf(names, destination),
      percent: only ? 100 : sum === 0 ? 0 : Math.round((10_000 * weight) / sum) / 100,
      ...(lane !== undefined && { lane }),
    };
  });
}

/** The name of a version of the service, or of a destination outside of the release. */
export function targetOf({ service, host, versions, outside }: RouteNames, to: LedTo): string {
  if (to.host !== host) return outside.labelOf(service, to);
  return to.subset === undefined ? "any version" : versions.versionOf(service, to.subset);
}
