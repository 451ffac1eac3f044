/** Finds live objects that an adopted release replaces, and says when they may go. Pure. */
import { isPrimary } from "../../../model/release/cluster-role";
import { identity, objectName, type LiveObject } from "../../../model/live-object";
import type { DeploymentManifest } from "../../../model/manifests/deployment";
import type { Manifest } from "../../../model/manifests/metadata";
import { manifests, type ClusterPlan, type ReleasePlan } from "../../../model/plan/plan";
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import type { ServiceManifest } from "../../../model/manifests/service";
import type { DestinationRuleManifest } from "../../../model/manifests/traffic-policy";
import { carries } from "../../../model/release/labels";
import { rolledOut, type RollingDeployment } from "../../pods/rolled-out";
import { leadingTo, leadsTo, rulesOf } from "./hosts";
import type { Live, LiveCluster } from "./live";
import { labelsOf } from "./versions";

/** A live object that objects of the release replace: it may go when they exist. */
export interface Replaced {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly object: LiveObject;
  /** The objects that take its place, all of which must exist first. */
  readonly by: readonly Manifest[];
}

/**
 * The annotation of Deployments and VirtualServices that an adoption replaces. It names what takes
 * their place, and the last step of the adoption removes no other ones: others may stand beside a
 * release by intention.
 */
export const replacedMark = "gray-release/replaced-by";

/**
 * The live objects that an adopted release replaces, under names that are not the release's:
 * DestinationRules and VirtualServices for the same hosts, PeerAuthentications of the same
 * namespace, Deployments whose pods the release's Services select, and their autoscalers.
 *
 * They do no harm while both exist: istiod merges the rules of a host, the oldest first, and takes
 * the first of two subsets with one name; of two VirtualServices for one host, and of two
 * namespace-wide PeerAuthentications, the oldest holds; and a subset selects by a label that pods of
 * before do not have.
 */
export function replacedBy(plan: ReleasePlan, found: readonly LiveCluster[]): Replaced[] {
  return plan.clusters.flatMap((cluster): Replaced[] => {
    const live = found.find((one) => one.cluster.name === cluster.cluster.name);
    if (!live) return [];
    const planned = manifests(cluster);
    const names = new Set(planned.map(identity));
    const old = (objects: readonly LiveObject[], by: readonly Manifest[]): Replaced[] =>
      objects
        .filter((object) => !names.has(identity(object)))
        .map((object) => ({ cluster: cluster.cluster.name, object, by }));
    const kind = (name: string) => planned.filter((one) => one.kind === name);
    const services = Object.keys(plan.release.services);
    const pods = services.flatMap((service) => podsReplaced(service, cluster, live, old));
    if (!isPrimary(cluster.cluster)) return pods;
    const rules = services.flatMap((service) => rulesOf(service, live));
    const policies = live.peerAuthentications.filter(({ spec }) => !spec.selector);
    return [
      ...old(routesReplaced(services, live), kind("VirtualService")),
      ...old([...new Set(rules)], kind("DestinationRule")),
      ...old(policies, kind("PeerAuthentication")),
      ...pods,
    ];
  });
}

/** The VirtualServices that lead to services of the release, and nowhere else. */
function routesReplaced(services: readonly string[], live: LiveCluster): LiveObject[] {
  const namespace = live.namespace.metadata.name;
  const own = new Set(services.map((service) => `${service}.${namespace}.svc.cluster.local`));
  const all = new Set(services.flatMap((service) => leadingTo(service, live)));
  return [...all].filter((one) => leadsTo(one, namespace).every((host) => own.has(host)));
}

function podsReplaced(
  service: string,
  cluster: ClusterPlan,
  live: LiveCluster,
  old: (objects: readonly LiveObject[], by: readonly Manifest[]) => Replaced[],
): Replaced[] {
  const planned = manifests(cluster);
  const selector = (
    planned.find(({ kind, metadata }) => kind === "Service" && metadata.name === service) as
      ServiceManifest | undefined
  )?.spec.selector;
  if (!selector) return [];
  const selected = (all: readonly DeploymentManifest[]) =>
    all.filter((one) => carries(labelsOf(one), selector));
  const own = planned.filter(({ kind }) => kind === "Deployment") as DeploymentManifest[];
  const by = selected(own);
  const deployments = old(selected(live.deployments), by);
  const names = new Set(deployments.map(({ object }) => object.metadata.name));
  const scalers = live.autoscalers.filter(
    ({ spec }) => spec.scaleTargetRef.kind === "Deployment" && names.has(spec.scaleTargetRef.name),
  );
  return [...old(scalers, by), ...deployments];
}

/** Whether the last step of an adoption removes it only with a mark. */
export function needsMark({ object }: Pick<Replaced, "object">): boolean {
  return object.kind === "Deployment" || object.kind === "VirtualService";
}

/** Whether an adoption has marked it ({@link replacedMark}). */
export function isMarked({ object }: Pick<Replaced, "object">): boolean {
  return object.metadata.annotations?.[replacedMark] !== undefined;
}

/**
 * Why a replaced object can't go yet; undefined where it can.
 *
 * @param going all that goes together with it
 */
export function stillNeeded(
  { object, by }: Replaced,
  live: LiveCluster,
  going: readonly LiveObject[] = [],
): string | undefined {
  const there: readonly LiveObject[] = [
    ...live.destinationRules,
    ...live.peerAuthentications,
    ...live.virtualServices,
    ...live.deployments,
  ];
  for (const one of by) {
    const found = there.find((other) => identity(other) === identity(one));
    if (!found)
      return `${objectName(one)}, which takes its place, does not exist yet: run pulumi up first`;
    if (one.kind === "Deployment" && !rolledOut(found as unknown as RollingDeployment))
      return `the pods of ${objectName(one)}, which takes its place, are not ready`;
  }
  if (object.kind !== "DestinationRule") return undefined;
  const left = live.destinationRules.filter((one) => identity(one) !== identity(object));
  const names = new Set(left.flatMap(({ spec }) => (spec.subsets ?? []).map(({ name }) => name)));
  const own = new Set(subsetsIn(object));
  const gone = new Set(going.map(identity));
  for (const routes of live.virtualServices.filter((one) => !gone.has(identity(one))))
    for (const subset of namedSubsets(routes.spec))
      if (own.has(subset) && !names.has(subset))
        return `${objectName(routes)} names its subset ${subset}, which no other rule has`;
  return undefined;
}

function subsetsIn(object: LiveObject): string[] {
  const { spec } = object as Live<DestinationRuleManifest>;
  return (spec.subsets ?? []).flatMap(({ name }) => name ?? []);
}

function namedSubsets({ http = [], tcp = [], tls = [] }: VirtualServiceSpec): string[] {
  return [...http, ...tcp, ...tls].flatMap((one) => {
    const mirror = "mirror" in one ? one.mirror : undefined;
    const all = [...(one.route ?? []).map(({ destination }) => destination), mirror];
    return all.flatMap((to) => to?.subset ?? []);
  });
}
