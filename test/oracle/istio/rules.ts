// Reads VirtualServices, and puts their delegates in place.
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import { delegated } from "./delegate";
import { fullHost } from "./hosts";
import type { HttpRoute, KubernetesObject } from "./types";

/** A VirtualService with its delegates in place. */
export interface Rule {
  readonly name: string;
  readonly namespace: string;
  readonly hosts: readonly string[];
  /** `<namespace>/<name>` of Gateways, and `mesh`. */
  readonly gateways: readonly string[];
  readonly http: readonly HttpRoute[];
  readonly tcp: NonNullable<VirtualServiceSpec["tcp"]>;
  readonly tls: NonNullable<VirtualServiceSpec["tls"]>;
}

/** The VirtualServices that act by themselves, each with its delegates in place. */
export function rulesOf(objects: readonly KubernetesObject[]): Rule[] {
  const all = objects.filter(({ kind }) => kind === "VirtualService");
  return all
    .map(({ metadata: { name, namespace = "" }, spec }) => {
      const { hosts = [], gateways = ["mesh"], ...routes } = spec as VirtualServiceSpec;
      const { http = [], tcp = [], tls = [] } = routes;
      return {
        name,
        namespace,
        hosts: hosts.map((host) => fullHost(host, namespace)),
        gateways: gateways.map((gateway) => gatewayId(gateway, namespace)),
        http: http.flatMap((route) => resolved(route, namespace, all)),
        tcp: tcp.map((route) => ({ ...route, match: withGatewayIds(route.match, namespace) })),
        tls: tls.map((route) => ({ ...route, match: withGatewayIds(route.match, namespace) })),
      };
    })
    .filter(({ hosts }) => hosts.length > 0);
}

function resolved(
  route: HttpRoute,
  namespace: string,
  all: readonly KubernetesObject[],
): HttpRoute[] {
  const own = { ...route, match: withGatewayIds(route.match, namespace) };
  if (!route.delegate) return [own];
  const { name, namespace: where = namespace } = route.delegate;
  const found = all.find(
    ({ metadata }) => metadata.name === name && (metadata.namespace ?? "") === where,
  );
  const leaf = found?.spec as VirtualServiceSpec | undefined;
  if (!leaf || leaf.hosts?.length) throw new Error(`no delegate ${where}/${name}`);
  if (leaf.gateways?.length) throw new Error(`the delegate ${where}/${name} names gateways`);
  return delegated(
    own,
    (leaf.http ?? []).map((inner) => {
      if (inner.delegate) throw new Error(`the delegate ${where}/${name} delegates again`);
      return { ...inner, match: withGatewayIds(inner.match, where) };
    }),
  );
}

function gatewayId(name: string, namespace: string): string {
  return name === "mesh" || name.includes("/") ? name : `${namespace}/${name}`;
}

function withGatewayIds<T extends { gateways?: string[] }>(
  matches: readonly T[] | undefined,
  namespace: string,
): T[] {
  return (matches ?? []).map((match) => ({
    ...match,
    ...(match.gateways && { gateways: match.gateways.map((name) => gatewayId(name, namespace)) }),
  }));
}
