// Lists the subsets that a VirtualService names; plan/transition.ts reads live objects with it.
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";

/** The part of a VirtualService that holds its routes. */
interface Routing {
  readonly spec?: VirtualServiceSpec;
}

/**
 * Every subset that a VirtualService names, for requests or for copies of them, as
 * `<host>/<subset>`.
 */
export function namedSubsets({ spec }: Routing): string[] {
  const routes = [...(spec?.http ?? []), ...(spec?.tcp ?? []), ...(spec?.tls ?? [])];
  const destinations = [
    ...routes.flatMap(({ route }) => (route ?? []).map(({ destination }) => destination)),
    ...(spec?.http ?? []).flatMap(({ mirror }) => (mirror ? [mirror] : [])),
  ];
  return [...new Set(destinations.map((to) => `${to?.host}/${to?.subset}`))];
}
