/** Finds routes of the Gateway API that lead requests past the release. Pure. */
import { serves } from "../../../model/plan/exposure";
import { inWords, listed } from "../../../model/problem";
import type { LiveGatewayRoute, Reference } from "../live";
import type { Around } from "./around";
import { foreignFinding, type ForeignFinding } from "./finding";
import { mayNotCount } from "./precedence";
import { gatewayPlaces } from "./places";
import { splitServices } from "./past-weights";
import { replacedMark } from "../../adopt/decide/replaced";

/** The label that Istio gives to the pods of a Gateway of the Gateway API. */
const gatewayNameLabel = "gateway.networking.k8s.io/gateway-name";

/** The findings about HTTPRoutes and GRPCRoutes for the hosts and Services of the release. */
export function foreignGatewayRoutes(around: Around): ForeignFinding[] {
  const hosts = [
    ...new Set(around.routes.flatMap((one) => gatewayPlaces(one, around).map(({ host }) => host))),
  ];
  return around.live.gatewayRoutes
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .filter(({ metadata }) => metadata.annotations?.[replacedMark] === undefined)
    .flatMap((route) => findingOf(route, hosts, around));
}

function findingOf(
  route: LiveGatewayRoute,
  hosts: readonly string[],
  around: Around,
): ForeignFinding[] {
  const wrong = [...inOwnMesh(route, around), ...onOwnPods(route, hosts, around)];
  const told = wrong.length > 0 ? wrong : beside(route, hosts, around);
  if (told.length === 0) return [];
  return [
    foreignFinding(wrong.length > 0 && !mayNotCount(route, around) ? "GR366" : "GR367", route, {
      given: told.join("; "),
      allowed: "one place that routes the requests: the release",
      fix: "remove the route, or take its host or service out of the release",
    }),
  ];
}

/**
 * A route of the Gateway API for a Service routes its callers in the route's own namespace, whatever
 * VirtualServices say (`VirtualServicesForGateway` in Istio's pilot/pkg/model/push_context.go,
 * https://gateway-api.sigs.k8s.io/mesh/).
 */
function inOwnMesh(route: LiveGatewayRoute, around: Around): string[] {
  const { namespace } = around.plan.namespace;
  if (route.metadata.namespace !== namespace) return [];
  const found = parentServices(route, around);
  return found.length === 0
    ? []
    : [
        `it routes the calls of ${listed(found)} from pods of namespace ${namespace}, before every VirtualService`,
      ];
}

/** Routes at a Gateway whose pods are those of the release's Gateway. */
function onOwnPods(
  route: LiveGatewayRoute,
  hosts: readonly string[],
  { gateways }: Around,
): string[] {
  const names = parentGateways(route);
  const selected = [...gateways.values()]
    .filter(({ by }) => by === "planned")
    .flatMap(({ selector }) => selector[gatewayNameLabel] ?? []);
  const same = sharedHosts(route, hosts);
  return names.some((name) => selected.includes(name)) && same.length > 0
    ? [`it routes ${listed(same)} at the pods of the release's own Gateway`]
    : [];
}

/** What holds beside the release: its weights hold only where its own routes do. */
function beside(route: LiveGatewayRoute, hosts: readonly string[], around: Around): string[] {
  const { namespace = "" } = route.metadata;
  const names = parentGateways(route);
  const same = names.length > 0 ? sharedHosts(route, hosts) : [];
  const parents = parentServices(route, around);
  const split = splitServices(around);
  const backends = (route.spec?.rules ?? [])
    .flatMap(({ backendRefs = [] }) => backendRefs)
    .filter((one) => isService(one, "Service"))
    .filter((one) => (one.namespace ?? namespace) === around.plan.namespace.namespace)
    .flatMap(({ name }) => (name !== undefined && split.has(name) ? [name] : []));
  return [
    ...(same.length > 0
      ? [
          `it has ${listed(same)} at Gateway ${inWords(names)} of the Gateway API: requests that enter there don't follow the release's routes`,
        ]
      : []),
    ...(parents.length > 0
      ? [`it routes the calls of ${listed(parents)} from pods of namespace ${namespace}`]
      : []),
    ...(backends.length > 0
      ? [
          `it leads to Service ${listed([...new Set(backends)])} without a version, so its requests don't follow the weights`,
        ]
      : []),
  ];
}

/** Hosts of the release that a route has, too; one without hosts has those of its Gateway. */
function sharedHosts({ spec = {} }: LiveGatewayRoute, hosts: readonly string[]): string[] {
  const names = (spec.hostnames ?? []).map((name) => name.toLowerCase());
  return hosts.filter((host) => names.some((name) => serves(name, host)));
}

function parentGateways({ spec = {} }: LiveGatewayRoute): string[] {
  return (spec.parentRefs ?? [])
    .filter(({ kind = "Gateway" }) => kind === "Gateway")
    .flatMap(({ name }) => name ?? []);
}

/** The release's services that a route has as its parents. */
function parentServices({ metadata, spec = {} }: LiveGatewayRoute, { plan }: Around): string[] {
  const { namespace } = plan.namespace;
  const services = new Set(plan.services.map(({ service }) => service));
  return (spec.parentRefs ?? [])
    .filter((one) => isService(one, "Gateway"))
    .filter((one) => (one.namespace ?? metadata.namespace) === namespace)
    .flatMap(({ name }) => (name !== undefined && services.has(name) ? [name] : []));
}

/** @param otherwise the kind of a reference that names none */
function isService({ group = "", kind }: Reference, otherwise: string): boolean {
  return (kind ?? otherwise) === "Service" && (group === "" || group === "core");
}
