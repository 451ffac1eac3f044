/** Finds live objects that an adopted release replaces, and says when they may go. Pure. */
import { isPrimary } from "../../../model/release/cluster-role";
import { identity, objectName, type LiveObject } from "../../../model/live-object";
import type { Manifest } from "../../../model/manifests/metadata";
import { manifests, type ReleasePlan } from "../../../model/plan/plan";
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import type { DestinationRuleManifest } from "../../../model/manifests/traffic-policy";
import { rulesOf } from "./hosts";
import type { Live, LiveCluster } from "./live";

/** A live object that objects of the release replace: it may go when they exist. */
export interface Replaced {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly object: LiveObject;
  /** The objects that take its place, all of which must exist first. */
  readonly by: readonly Manifest[];
}

/**
 * The live objects that an adopted release replaces: DestinationRules for the same hosts and
 * PeerAuthentications of the same namespace, under names that are not the release's.
 *
 * They do no harm while both exist: istiod merges the rules of a host, the oldest first, and takes
 * the first of two subsets with one name; of two namespace-wide PeerAuthentications the oldest
 * holds.
 */
export function replacedBy(plan: ReleasePlan, found: readonly LiveCluster[]): Replaced[] {
  return plan.clusters.flatMap((cluster): Replaced[] => {
    const live = found.find((one) => one.cluster.name === cluster.cluster.name);
    if (!live || !isPrimary(cluster.cluster)) return [];
    const planned = manifests(cluster);
    const names = new Set(planned.map(identity));
    const old = (objects: readonly LiveObject[], kind: string): Replaced[] =>
      objects
        .filter((object) => !names.has(identity(object)))
        .map((object) => ({
          cluster: cluster.cluster.name,
          object,
          by: planned.filter((one) => one.kind === kind),
        }));
    const services = Object.keys(plan.release.services);
    const rules = services.flatMap((service) => rulesOf(service, live));
    const policies = live.peerAuthentications.filter(({ spec }) => !spec.selector);
    return [...old(rules, "DestinationRule"), ...old(policies, "PeerAuthentication")];
  });
}

/** Why a replaced object can't go yet; undefined where it can. */
export function stillNeeded({ object, by }: Replaced, live: LiveCluster): string | undefined {
  const there: readonly LiveObject[] = [...live.destinationRules, ...live.peerAuthentications];
  const missing = by.find((one) => !there.some((other) => identity(other) === identity(one)));
  if (missing)
    return `${objectName(missing)}, which takes its place, does not exist yet: run pulumi up first`;
  if (object.kind !== "DestinationRule") return undefined;
  const left = live.destinationRules.filter((one) => identity(one) !== identity(object));
  const names = new Set(left.flatMap(({ spec }) => (spec.subsets ?? []).map(({ name }) => name)));
  const own = new Set(subsetsIn(object));
  for (const routes of live.virtualServices)
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
