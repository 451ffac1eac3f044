/**
 * What an abort makes of one VirtualService: all weights on the version that gets the traffic back.
 * Pure.
 */
import type { VirtualServiceSpec } from "../../model/istio/virtual-service-spec";
import type { NotedObject } from "../stable/note";
import { takesAll } from "../stable/served";
import type { StableTarget } from "./stable-target";

/** As much of a VirtualService as an abort looks at. */
export interface RoutingObject {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: VirtualServiceSpec;
}

/** A live VirtualService, with its annotations and managed fields. */
export type LiveRoutes = RoutingObject & NotedObject;

/** What an abort writes in place of a VirtualService. */
export interface AbortedRoutes extends RoutingObject {
  /**
   * Whether it is exactly what the new config plans; if not, only the weights of the live routes
   * were moved.
   */
  readonly asPlanned: boolean;
}

/**
 * The same VirtualService before and after the config was changed; left out where a plan does not
 * hold it.
 */
export interface PlannedRoutes {
  readonly before?: RoutingObject;
  readonly after?: RoutingObject;
}

type Route = NonNullable<VirtualServiceSpec["http"]>[number];

/**
 * The routes with all weights on the versions that traffic goes back to. Where the live routes are
 * what the config planned before, they become what the config plans now. Where they are something
 * else, such as what a file held before it was edited, only their weights move: an abort must not
 * bring changes with it that were never applied.
 *
 * @param stable what gets the traffic; left out where the service stays as it is
 */
export function abortRoutes(
  live: RoutingObject,
  { before, after }: PlannedRoutes,
  stable: StableTarget | undefined,
): AbortedRoutes {
  if (before && after && equalButWeights(live.spec, before.spec))
    return { metadata: live.metadata, spec: after.spec, asPlanned: true };
  const spec = moved(live.spec, stable);
  // An abort that was not recorded, or not finished, leaves routes that the new config plans.
  const finished =
    after && equalSpecs(moved(withoutEntries(live.spec, after.spec), stable), after.spec);
  if (finished) return { metadata: live.metadata, spec: after.spec, asPlanned: true };
  return { metadata: live.metadata, spec, asPlanned: false };
}

/** Routes with all weights on the versions that traffic goes back to. */
function moved(
  { http, tcp, tls, ...rest }: VirtualServiceSpec,
  stable: StableTarget | undefined,
): VirtualServiceSpec {
  return {
    ...rest,
    ...(http && { http: http.map((route) => onStable(route, stable)) }),
    ...(tcp && { tcp: tcp.map((route) => onStable(route, stable)) }),
    ...(tls && { tls: tls.map((route) => onStable(route, stable)) }),
  };
}

/** Live routes without those by which requests enter lanes, where a plan has closed the lanes. */
function withoutEntries(
  { http, ...rest }: VirtualServiceSpec,
  planned: VirtualServiceSpec,
): VirtualServiceSpec {
  const names = new Set(planned.http?.map(({ name }) => name));
  const kept = http?.filter(({ name }) => !name?.endsWith("-lanes") || names.has(name));
  return { ...rest, ...(kept && { http: kept }) };
}

/**
 * Whether two specs are equal; the order of their fields does not count, because an API server
 * sorts them.
 */
export function equalSpecs(one: VirtualServiceSpec, other: VirtualServiceSpec): boolean {
  return canonical(one) === canonical(other);
}

/** Whether two specs have the same routes; their weights may differ. */
function equalButWeights(one: VirtualServiceSpec, other: VirtualServiceSpec): boolean {
  return canonical(one, "weight") === canonical(other, "weight");
}

/** A value as JSON with sorted keys, without the fields of one name. */
function canonical(spec: VirtualServiceSpec, without?: string): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).filter(([key]) => key !== without);
    // By code units: V8 loads the rules of a language for 7 ms before it compares by them.
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
  };
  return JSON.stringify(sorted(spec));
}

/**
 * A route by weight, or one that takes all requests, leads to one destination; a route with a
 * condition stays as it is.
 */
function onStable<T extends Pick<Route, "match" | "route">>(
  route: T,
  stable: StableTarget | undefined,
): T {
  const [first, ...others] = route.route ?? [];
  const byWeight = others.length > 0 || takesAll(route);
  if (!first || !stable || !byWeight || !stable.hosts.has(first.destination?.host ?? ""))
    return route;
  const { host, subset } = stable;
  const all = [first, ...others];
  const ofHost = all.filter(({ destination }) => destination?.host === host);
  const kept = ofHost.find(({ destination }) => destination?.subset === subset);
  const { weight: _weight, ...to } = kept ?? stable.share(all, ofHost[0]);
  return { ...route, route: [to] };
}
