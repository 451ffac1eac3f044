/**
 * Says what a VirtualService does in one normal form, so that two of them can be compared. Pure.
 */
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import { fullHost } from "./hosts";

/** What the names in a VirtualService mean. */
export interface Names {
  readonly namespace: string;
  /** Port of the Service, which a destination need not name. */
  readonly port: number;
  /** The version behind each subset. */
  readonly versions: ReadonlyMap<string, string>;
}

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];
type Destination = NonNullable<HttpRoute["route"]>[number];

/**
 * What a VirtualService does, without the ways to write it: hosts and gateways in full, versions
 * instead of subsets, percentages instead of weights, no names of routes. Two with the same meaning
 * do the same with every request.
 */
export function meaning(spec: VirtualServiceSpec, names: Names): object {
  const { namespace } = names;
  return {
    ...spec,
    hosts: (spec.hosts ?? []).map((host) => fullHost(host, namespace)).sort(),
    gateways: (spec.gateways ?? ["mesh"])
      .map((name) => (name === "mesh" || name.includes("/") ? name : `${namespace}/${name}`))
      .sort(),
    ...(spec.http && { http: spec.http.map((route) => httpMeaning(route, names)) }),
    ...(spec.tcp && {
      tcp: spec.tcp.map((route) => ({ ...route, route: shares(route.route ?? [], names) })),
    }),
  };
}

function httpMeaning({ name: _name, match = [], route, ...rest }: HttpRoute, names: Names): object {
  const everything = JSON.stringify(match) === JSON.stringify([{ uri: { prefix: "/" } }]);
  const conditions = everything ? [] : match.map(({ name: _own, ...one }) => one);
  return {
    ...rest,
    ...(conditions.length > 0 && { match: conditions }),
    route: shares(route ?? [], names),
  };
}

function shares(route: readonly Destination[], names: Names): object[] {
  const sum = route.reduce((all, { weight = 0 }) => all + weight, 0);
  return route
    .map(({ destination, weight = 0, ...rest }) => ({
      ...rest,
      host: fullHost(destination?.host ?? "", names.namespace),
      port: destination?.port?.number ?? names.port,
      version: names.versions.get(destination?.subset ?? "") ?? destination?.subset ?? "",
      percent: route.length === 1 ? 100 : Math.round((weight * 100) / sum),
    }))
    .filter(({ percent }) => percent > 0)
    .sort((one, other) => one.version.localeCompare(other.version));
}
