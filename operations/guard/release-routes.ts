/** Decides which live VirtualServices an update must find unchanged: those of its release. Pure. */
import type { VirtualServiceSpec } from "../../model/istio/virtual-service-spec";
import { isRouteKind } from "../../model/kinds";
import { keyOf } from "../../model/live-object";
import type { Manifest } from "../../model/manifests/metadata";
import type { ClusterPlan } from "../../model/plan/plan";
import { fullHost } from "../../model/preflight/planned-routes";
import { serviceHost } from "../../model/release/names";

/** As much of a live VirtualService as the guard looks at. */
export interface LiveRoutes {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly generation?: number;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: VirtualServiceSpec;
}

/** What the release has in one cluster. */
export interface ReleasePart {
  readonly plan: Pick<ClusterPlan, "namespace" | "services">;
  readonly objects: readonly Manifest[];
}

/**
 * The VirtualServices of the release among those of its namespaces: the planned ones, those that
 * lead to its services, and those that delegate to such a one. A namespace can hold the routes of
 * other releases, too, as the namespace of a shared gateway does: their changes are no reason to
 * stop this update.
 */
export function releaseRoutes<T extends LiveRoutes>(live: readonly T[], part: ReleasePart): T[] {
  const { namespace } = part.plan.namespace;
  const hosts = new Set(part.plan.services.map(({ service }) => serviceHost(service, namespace)));
  const names = new Set([
    ...part.objects.filter(({ kind }) => isRouteKind(kind)).map(keyOf),
    ...live.filter((one) => leadsTo(one, hosts)).map(keyOf),
  ]);
  return live.filter((one) => names.has(keyOf(one)) || delegatesTo(one, names));
}

function leadsTo({ metadata, spec = {} }: LiveRoutes, hosts: ReadonlySet<string>): boolean {
  const routes = [...(spec.http ?? []), ...(spec.tcp ?? []), ...(spec.tls ?? [])];
  return routes.some(({ route = [] }) =>
    route.some(({ destination }) => hosts.has(longHost(destination.host, metadata.namespace))),
  );
}

/** Istio also takes `cart.shop` and `cart.shop.svc` for the Service. */
function longHost(host: string, namespace: string | undefined): string {
  const full = fullHost(host, namespace);
  const [service, within, svc = "svc", ...rest] = full.split(".");
  return svc === "svc" && rest.length === 0 ? serviceHost(service ?? "", within ?? "") : full;
}

function delegatesTo({ metadata, spec = {} }: LiveRoutes, names: ReadonlySet<string>): boolean {
  return (spec.http ?? []).some(
    ({ delegate }) =>
      delegate &&
      names.has(keyOf({ metadata: { namespace: metadata.namespace, name: "", ...delegate } })),
  );
}
