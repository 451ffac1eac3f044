/** Reads VirtualServices at a gateway that choose services by the paths of requests. Pure. */
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import { serviceHost } from "../../../model/release/names";
import type { ExposedPath } from "../../../model/release/gateway";
import { fullHost, leadingTo } from "./hosts";
import type { Live, LiveCluster } from "./live";
import { takesAll } from "./route-cases";

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];

/**
 * The VirtualServices that only lead requests from a gateway to a service by their paths, as
 * `expose` does. One without conditions splits requests itself, unless another one does that inside
 * the mesh.
 */
export function exposing(service: string, live: LiveCluster): Live<VirtualServiceManifest>[] {
  const all = leadingTo(service, live);
  const inMesh = all.some((one) => !isOnlyAtGateway(one));
  return all.filter(
    (one) =>
      isOnlyAtGateway(one) &&
      pathsIn(one, service) !== undefined &&
      (inMesh || !takesAll(one.spec.http?.at(-1) ?? {}) || leadsElsewhere(one, service)),
  );
}

/**
 * The paths by which a VirtualService leads to a service; none: every path.
 *
 * @returns undefined where it looks at more than paths, or does more than lead to the service
 */
export function pathsIn(
  { spec, metadata }: VirtualServiceManifest,
  service: string,
): readonly ExposedPath[] | undefined {
  const host = serviceHost(service, metadata.namespace ?? "");
  const routes = (spec.http ?? []).filter(({ route = [] }) =>
    route.some((one) => fullHost(one.destination?.host ?? "", metadata.namespace ?? "") === host),
  );
  const paths = routes.map(pathsOf);
  if (routes.length === 0 || paths.some((one) => one === undefined)) return undefined;
  const all = paths.flatMap((one) => one ?? []);
  return routes.some(takesAll) ? [] : all;
}

function pathsOf({ name: _name, match = [], route = [], ...more }: HttpRoute) {
  const [only, ...others] = route;
  const { destination, weight: _weight, ...extra } = only ?? {};
  const isPlain = destination !== undefined && others.length === 0;
  if (!isPlain || [more, extra].some((one) => Object.keys(one).length > 0)) return undefined;
  const paths = match.map(pathOf);
  return paths.every((path) => path !== undefined) ? paths : undefined;
}

function pathOf({ name: _name, uri, ...others }: NonNullable<HttpRoute["match"]>[number]) {
  if (Object.keys(others).length > 0 || !uri) return undefined;
  if ("exact" in uri && uri.exact !== undefined) return { exact: uri.exact };
  return "prefix" in uri && uri.prefix !== undefined ? { prefix: uri.prefix } : undefined;
}

function isOnlyAtGateway({ spec }: VirtualServiceManifest): boolean {
  const gateways = spec.gateways ?? ["mesh"];
  return !gateways.includes("mesh") && spec.http !== undefined;
}

function leadsElsewhere({ spec, metadata }: VirtualServiceManifest, service: string): boolean {
  const host = serviceHost(service, metadata.namespace ?? "");
  return (spec.http ?? []).some(({ route = [] }) =>
    route.some((one) => fullHost(one.destination?.host ?? "", metadata.namespace ?? "") !== host),
  );
}
