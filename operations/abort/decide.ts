import type { VirtualServiceSpec } from "../../model/istio/virtual-service-spec";

/** As much of a VirtualService as the brake looks at. */
export interface Routes {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: VirtualServiceSpec;
}

/** What the brake writes in place of a VirtualService. */
export interface BrakedRoutes extends Routes {
  /** Whether it is just what the new config plans; else only the weights of what is there were moved. */
  readonly asPlanned: boolean;
}

type Route = NonNullable<VirtualServiceSpec["http"]>[number];

/**
 * The routes with all weights on the versions that traffic goes back to. Where what is there is what the config planned
 * before, it becomes what the config plans now. Where it is something else, such as what a file held before it was edited,
 * nothing of it but its weights is moved: a brake must not bring changes with it that were never applied.
 *
 * @param stable subset by host
 */
export function brake(
  live: Routes,
  planned: { readonly before?: Routes; readonly after?: Routes },
  stable: ReadonlyMap<string, string>,
): BrakedRoutes {
  const { before, after } = planned;
  if (before && after && alike(live.spec, before.spec))
    return { metadata: live.metadata, spec: after.spec, asPlanned: true };
  const { http, tcp } = live.spec;
  const spec: VirtualServiceSpec = {
    ...live.spec,
    ...(http && { http: http.map((route) => onStable(route, stable)) }),
    ...(tcp && { tcp: tcp.map((route) => onStable(route, stable)) }),
  };
  return { metadata: live.metadata, spec, asPlanned: false };
}

/** The same routes, whatever their weights are. */
function alike(one: VirtualServiceSpec, other: VirtualServiceSpec): boolean {
  return skeleton(one) === skeleton(other);
}

function skeleton(spec: VirtualServiceSpec): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).filter(([key]) => key !== "weight");
    return Object.fromEntries(
      entries.sort(([a], [b]) => a.localeCompare(b)).map(([key, inner]) => [key, sorted(inner)]),
    );
  };
  return JSON.stringify(sorted(spec));
}

/** A route by weight, or one that takes everything, leads to one subset; what was asked for by a match stays. */
function onStable<T extends Pick<Route, "match" | "route">>(
  route: T,
  stable: ReadonlyMap<string, string>,
): T {
  const [first, ...others] = route.route ?? [];
  const host = first?.destination?.host;
  const subset = host === undefined ? undefined : stable.get(host);
  const byWeight = others.length > 0 || !route.match;
  if (!first || subset === undefined || !byWeight) return route;
  const kept = [first, ...others].find(({ destination }) => destination?.subset === subset);
  const { weight: _weight, ...to } = kept ?? {
    ...first,
    destination: { ...first.destination, subset },
  };
  return { ...route, route: [to] };
}
