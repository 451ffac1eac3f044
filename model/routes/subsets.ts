import type { VirtualServiceSpec } from "../istio/virtual-service-spec";

/** As much of a VirtualService as says where it leads. */
interface Routing {
  readonly spec?: VirtualServiceSpec;
}

/** Every subset that a VirtualService names, for requests or for copies of them, as `<host>/<subset>`. */
export function namedSubsets({ spec }: Routing): string[] {
  const routes = [...(spec?.http ?? []), ...(spec?.tcp ?? []), ...(spec?.tls ?? [])];
  const destinations = [
    ...routes.flatMap(({ route }) => (route ?? []).map(({ destination }) => destination)),
    ...(spec?.http ?? []).flatMap(({ mirror }) => (mirror ? [mirror] : [])),
  ];
  return [...new Set(destinations.map((to) => `${to?.host}/${to?.subset}`))];
}
