/** The planned and the live objects of one cluster, put together for the decisions. Pure. */
import type { GatewayManifest } from "../../../model/manifests/gateway";
import type { Manifest } from "../../../model/manifests/metadata";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import { keyOf } from "../../../model/live-object";
import type { ClusterPlan } from "../../../model/plan/plan";
import { gatewayNamespaces } from "../../../model/plan/endpoint";
import { fullGateway } from "../../../model/release/names";
import type { LiveGateway, LiveVirtualService, Surroundings } from "../live";
import { gatewayOf, type KnownGateway } from "./gateway";
import { isOwn, namedGateways } from "./own";

/** What decides in one cluster. */
export interface Around {
  readonly plan: ClusterPlan;
  readonly live: Surroundings;
  /** The planned VirtualServices that have hosts; delegates have none. */
  readonly routes: readonly RoutesAt[];
  /** The VirtualServices of others that have hosts. */
  readonly foreignRoutes: readonly RoutesAt[];
  /** All VirtualServices of others, delegates included, by namespace and name. */
  readonly foreignByKey: ReadonlyMap<string, LiveVirtualService>;
  /** Every Gateway by namespace and name: planned, of this release, or of others. */
  readonly gateways: ReadonlyMap<string, KnownGateway>;
  /**
   * Namespaces in which the pods of ingress gateways usually run: Istio looks by them for
   * VirtualServices that are exported to single namespaces, and the plan may not name them.
   */
  readonly gatewaySpaces: readonly string[];
}

/** A VirtualService, and when the API server made it. */
export interface RoutesAt {
  readonly object: LiveVirtualService;
  /** RFC 3339; left out for one that does not exist yet, so it will be the youngest. */
  readonly created?: string;
  /** The full names of its gateways; `mesh` is every sidecar. */
  readonly gateways: readonly string[];
}

/** Puts the objects of a cluster together. */
export function aroundOf(
  plan: ClusterPlan,
  planned: readonly Manifest[],
  live: Surroundings,
): Around {
  const liveByKey = new Map(live.virtualServices.map((one) => [keyOf(one), one]));
  const routes = planned.filter(isRoutes);
  const plannedKeys = new Set(routes.map(keyOf));
  const present = live.virtualServices.filter(
    ({ metadata }) => metadata.deletionTimestamp === undefined,
  );
  const isOthers = (one: LiveVirtualService) =>
    !plannedKeys.has(keyOf(one)) && !isOwn(one, plan.namespace.namespace);
  const foreign = present.filter(isOthers);
  return {
    plan,
    live,
    routes: withHosts(routes.map((one) => routesAt(one, liveByKey.get(keyOf(one))))),
    foreignRoutes: withHosts(foreign.map((one) => routesAt(one, one))),
    foreignByKey: new Map(foreign.map((one) => [keyOf(one), one])),
    gateways: gatewaysIn(plan, planned, live.gateways, namedGateways(foreign)),
    gatewaySpaces: gatewayNamespaces(
      plan,
      planned.filter(({ kind }) => kind === "Gateway"),
    ),
  };
}

function isRoutes(one: Manifest): one is VirtualServiceManifest {
  return one.kind === "VirtualService";
}

function routesAt(object: LiveVirtualService, live: LiveVirtualService | undefined): RoutesAt {
  const { gateways = [] } = object.spec ?? {};
  const { namespace, creationTimestamp } = { ...object.metadata, ...live?.metadata };
  return {
    object,
    ...(live && creationTimestamp !== undefined && { created: creationTimestamp }),
    gateways:
      gateways.length === 0 ? ["mesh"] : gateways.map((name) => fullGateway(name, namespace)),
  };
}

function withHosts(all: readonly RoutesAt[]): RoutesAt[] {
  return all.filter(({ object }) => (object.spec?.hosts ?? []).length > 0);
}

function gatewaysIn(
  { namespace }: ClusterPlan,
  planned: readonly Manifest[],
  live: readonly LiveGateway[],
  ofOthers: ReadonlySet<string>,
): ReadonlyMap<string, KnownGateway> {
  const present = live.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const found = new Map(present.map((one) => [keyOf(one), one]));
  const made = planned.filter((one): one is GatewayManifest => one.kind === "Gateway");
  const isMine = (one: LiveGateway) =>
    isOwn(one, namespace.namespace) && (inOwnSpace(one) || !ofOthers.has(keyOf(one)));
  const inOwnSpace = ({ metadata }: LiveGateway) => metadata.namespace === namespace.namespace;
  return new Map([
    ...present.map(
      (one) => [keyOf(one), gatewayOf(one, isMine(one) ? "left" : "foreign")] as const,
    ),
    ...made.map((one) => [keyOf(one), gatewayOf(one, "planned", found.get(keyOf(one)))] as const),
  ]);
}
