import type { VirtualServiceSpec } from "./istio/virtual-service-spec";

/** As much of a VirtualService as says where it leads. */
interface Routing {
  readonly spec?: VirtualServiceSpec;
}

/** Every subset that a VirtualService names, as `<host>/<subset>`. */
export function namedSubsets({ spec }: Routing): string[] {
  const routes = [...(spec?.http ?? []), ...(spec?.tcp ?? []), ...(spec?.tls ?? [])];
  const destinations = routes.flatMap((route) =>
    (route.route ?? []).map(({ destination }) => `${destination?.host}/${destination?.subset}`),
  );
  return [...new Set(destinations)];
}

/** The subsets that a VirtualService named before and names no more. */
export function droppedSubsets(before: Routing | undefined, after: Routing | undefined): string[] {
  const kept = namedSubsets(after ?? {});
  return namedSubsets(before ?? {}).filter((subset) => !kept.includes(subset));
}
