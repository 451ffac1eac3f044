/** Decides whether an update may leave clusters out, and what it says of them. Pure. */
import { objectName } from "../../model/live-object";
import { virtualServiceManifest } from "../../model/manifests/virtual-service";
import { manifests, type ClusterPlan, type ReleasePlan } from "../../model/plan/plan";
import { inWords } from "../../model/problem";
import { serviceHost, subsetName } from "../../model/release/names";
import { namedSubsets } from "../../model/routes/subsets";
import type { LeftOut, LeftOutCluster, NeededObject, StackObject } from "./left-out";

/** A plan without the clusters that are left out. */
export function planWithout(plan: ReleasePlan, names: ReadonlySet<string>): ReleasePlan {
  const clusters = plan.clusters.filter(({ cluster }) => !names.has(cluster.name));
  return { ...plan, clusters };
}

/** Names of the clusters of a release that its plan leaves out. */
export function leftOutOf({ resolved, clusters }: ReleasePlan): string[] {
  const planned = new Set(clusters.map(({ cluster }) => cluster.name));
  return resolved.clusters.map(({ name }) => name).filter((name) => !planned.has(name));
}

/** Names of the clusters that are left out. */
export function namesOf({ clusters }: Pick<LeftOut, "clusters">): ReadonlySet<string> {
  return new Set(clusters.map(({ name }) => name));
}

/**
 * Why an update must not go on without the clusters.
 *
 * @param plan of all clusters, the left out ones included
 * @param told what concerns this release
 * @returns undefined where it may
 */
export function withoutRefusal(plan: ReleasePlan, told: LeftOut): string | undefined {
  const reasons = [...deletions(plan, told), ...firstWeights(plan, told), ...sidecars(plan, told)];
  if (reasons.length === 0) return undefined;
  const away = [...namesOf(told)];
  return `Without ${inWords(away)} this update would lose requests: ${reasons.join("; ")}. Nothing was changed.`;
}

/** What the routes of a left out cluster lead to, and the plan has no more. */
function deletions(plan: ReleasePlan, { needed }: LeftOut): string[] {
  const planned = plannedObjects(plan);
  const gone = needed.filter(({ cluster, object }) => !planned.has(`${cluster} ${object}`));
  const byRoute = new Map<string, NeededObject[]>();
  for (const one of gone) {
    const route = `${one.route} in ${one.from}`;
    byRoute.set(route, [...(byRoute.get(route) ?? []), one]);
  }
  return [...byRoute].map(([route, objects]) => {
    const [{ from }] = objects as [NeededObject];
    return `it would delete ${inWords(byObject(objects))}, where ${route} still sends requests. Keep them until ${from} is back`;
  });
}

/** All planned objects, as `west Deployment shop/cart-v1`. */
function plannedObjects({ clusters }: ReleasePlan): ReadonlySet<string> {
  return new Set(
    clusters.flatMap((one) =>
      manifests(one).map((object) => `${one.cluster.name} ${objectName(object)}`),
    ),
  );
}

/** `Deployment shop/cart-v1 in west and south`. */
function byObject(objects: readonly StackObject[]): string[] {
  const where = new Map<string, string[]>();
  for (const { object, cluster } of objects)
    if (!where.get(object)?.includes(cluster))
      where.set(object, [...(where.get(object) ?? []), cluster]);
  return [...where].map(([object, clusters]) => `${object} in ${inWords([...clusters].sort())}`);
}

/** Versions that get their first requests, and run in left out clusters alone. */
function firstWeights(plan: ReleasePlan, told: LeftOut): string[] {
  // Where a rollout is declared, the weights of the plan are its goal, and the update moves none.
  if (plan.release.rollout) return [];
  const away = namesOf(told);
  return firstVersions(plan, told)
    .filter(({ placed }) => placed.every((one) => away.has(one)))
    .map(
      ({ service, version, to, placed }) =>
        `${service} ${version} would get its first requests in ${inWords(to)}, but its pods run in ${inWords(placed)} alone. ` +
        "Place it in a cluster that answers, or wait",
    );
}

/** A version to which the routes of some clusters have not led yet. */
export interface FirstVersion {
  readonly service: string;
  readonly version: string;
  /** Names of the clusters whose routes lead to it now. */
  readonly to: readonly string[];
  /** Names of the clusters that run it. */
  readonly placed: readonly string[];
}

/**
 * The versions that get their first requests in clusters that answer.
 *
 * @param plan of all clusters
 * @param told what concerns this release
 */
export function firstVersions(plan: ReleasePlan, told: LeftOut): FirstVersion[] {
  const before = new Set(told.named.map(({ cluster, subset }) => `${cluster} ${subset}`));
  const named = planWithout(plan, namesOf(told)).clusters.map((one) => ({
    name: one.cluster.name,
    subsets: subsetsIn(one),
  }));
  const { namespace, services } = plan.resolved;
  return services.flatMap(({ name: service, placed: versions }) =>
    versions.flatMap(({ name: version, clusters: placed }): FirstVersion[] => {
      const subset = `${serviceHost(service, namespace)}/${subsetName(version)}`;
      const to = named
        .filter(({ name, subsets }) => subsets.has(subset) && !before.has(`${name} ${subset}`))
        .map(({ name }) => name);
      return to.length === 0 ? [] : [{ service, version, to, placed }];
    }),
  );
}

/**
 * Those of the versions that a plan still leads requests to: the weights of a rollout may take the place
 * of declared ones.
 */
export function stillFirst(
  firsts: readonly FirstVersion[],
  { resolved: { namespace }, clusters }: ReleasePlan,
): FirstVersion[] {
  const named = new Map(clusters.map((one) => [one.cluster.name, subsetsIn(one)]));
  return firsts.flatMap((one) => {
    const subset = `${serviceHost(one.service, namespace)}/${subsetName(one.version)}`;
    const to = one.to.filter((name) => named.get(name)?.has(subset));
    return to.length === 0 ? [] : [{ ...one, to }];
  });
}

function subsetsIn({ mesh }: ClusterPlan): ReadonlySet<string> {
  return new Set((mesh?.routes ?? []).map(virtualServiceManifest).flatMap(namedSubsets));
}

/** Callers speak only mutual TLS to all pods of a service or to none, in all clusters. */
function sidecars({ resolved }: ReleasePlan, { clusters }: LeftOut): string[] {
  return resolved.services.flatMap(({ name: service, withoutSidecar }) => {
    const wanted = resolved.sidecars && withoutSidecar.length === 0;
    const host = serviceHost(service, resolved.namespace);
    return clusters
      .filter(({ mutualTls }) => (mutualTls?.[host] ?? wanted) !== wanted)
      .map(
        ({ name }) =>
          `pods of ${service} would ${wanted ? "get" : "lose"} their sidecars, but those in ${name} can't. Change that when ${name} is back`,
      );
  });
}

/**
 * What every preview and update says of the clusters that it leaves out.
 *
 * @param plan of all clusters
 * @param now as RFC 3339
 */
export function withoutLines(
  plan: ReleasePlan,
  { stack, clusters, kept }: LeftOut,
  now: string,
): string[] {
  const planned = plannedObjects(plan);
  const left = kept.filter(({ cluster, object }) => !planned.has(`${cluster} ${object}`));
  return [
    ...clusters.map((one) => awayText(one, stack, now)),
    ...(left.length > 0
      ? [
          `Until ${inWords([...namesOf({ clusters })])} is back, these stay as they are, too, though the release no longer has them: ${byObject(left).join(", ")}. ` +
            "Objects there depend on them in the stack's state, and the next pulumi up deletes them.",
        ]
      : []),
  ];
}

function awayText({ name, since, written }: LeftOutCluster, stack: string, now: string): string {
  const wrote =
    written === undefined
      ? "The stack never wrote an object there"
      : `The stack last wrote an object there on ${timeText(written)}`;
  return (
    `Cluster ${name} is away: updates leave it out since ${timeText(since ?? now)}. ${wrote}; ` +
    `all that ${name} has stays as it is. When it answers again: pulumi up -s ${stack}`
  );
}

function timeText(time: string): string {
  return time.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC");
}
