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
export function namedSubsets(routing: Routing): string[] {
  const all = destinations(routing).map((to) => `${to?.host}/${to?.subset}`);
  return [...new Set(all)];
}

/** Every host that a VirtualService names, for requests or for copies of them. */
export function namedHosts(routing: Routing): string[] {
  return [...new Set(destinations(routing).flatMap((to) => to?.host ?? []))];
}

function destinations({ spec }: Routing) {
  const routes = [...(spec?.http ?? []), ...(spec?.tcp ?? []), ...(spec?.tls ?? [])];
  return [
    ...routes.flatMap(({ route }) => (route ?? []).map(({ destination }) => destination)),
    ...(spec?.http ?? []).flatMap(({ mirror }) => (mirror ? [mirror] : [])),
  ];
}
