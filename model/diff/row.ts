// One case of a service's routes as data, and the parts that routes of requests and connections share.
import type { HttpMatch } from "../manifests/http-match";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import { isInnerHost, serviceOfHost, type VersionNames } from "./version-names";

/** Where requests come from: through a gateway, or from a workload of the mesh. */
export type From = "outside" | "inside";

/** A version, or a host outside the release, and its part of a case. */
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

/** The shares in percent of their sum. */
export function sharesOf(
  service: string,
  route: readonly Destination[],
  names: VersionNames,
): RowShare[] {
  const only = route.length === 1;
  const sum = route.reduce((all, { weight = 0 }) => all + weight, 0);
  return route.map(({ destination, weight = 0, headers }) => {
    const [lane] = Object.values(headers?.request?.set ?? {});
    return {
      target: targetOf(service, destination, names),
      percent: only ? 100 : sum === 0 ? 0 : Math.round((10_000 * weight) / sum) / 100,
      ...(lane !== undefined && { lane }),
    };
  });
}

/** The name of a version of the service; else the host. */
export function targetOf(
  service: string,
  { host = "", subset }: { readonly host?: string; readonly subset?: string },
  names: VersionNames,
): string {
  const of = isInnerHost(host) ? serviceOfHost(host) : host;
  if (of !== service) return subset === undefined ? of : `${of} ${subset}`;
  return subset === undefined ? "any version" : names.versionOf(service, subset);
}
