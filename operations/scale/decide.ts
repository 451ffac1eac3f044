/** Decides how many pods each version needs before an update moves its routes. Pure. */
import type { WorkloadArgs } from "../../model/manifests/workload-args";
import { virtualServiceManifest } from "../../model/manifests/virtual-service";
import { manifests, type ClusterPlan, type ReleasePlan } from "../../model/plan/plan";
import { grows, prescale, type Prescaled, type VersionLoad } from "../../model/plan/prescale";
import { serviceHost, subsetName, versionedName } from "../../model/release/names";
import type { ReachedCluster } from "../clusters/reached";
import type { ScaleLook } from "./look";
import { shareOf, splitsOf } from "./shares";

/** Looks by the name of the cluster; clusters that could not be read are left out. */
export type ScaleLooks = ReadonlyMap<string, ScaleLook>;

/** Pods that a version gets before its share grows. */
export interface Raised extends Prescaled {
  readonly service: string;
  /** Ready pods there now. */
  readonly ready: number;
}

/** Pods that must be ready before routes move. */
export interface ScaleTarget {
  readonly cluster: string;
  readonly namespace: string;
  /** Name of the Deployment. */
  readonly deployment: string;
  readonly pods: number;
}

/** What an update does about the numbers of pods. */
export interface ScalePlan {
  readonly raised: readonly Raised[];
  /**
   * The pods of autoscaled versions that get a larger share, where fewer are ready now. The engine
   * waits for the pods of a Deployment that it changes; nobody else waits for those that an
   * autoscaler adds.
   */
  readonly targets: readonly ScaleTarget[];
}

/** Decides about all versions of a release. */
export function planScale(plans: readonly ClusterPlan[], looks: ScaleLooks): ScalePlan {
  const services = [...new Set(plans.flatMap((plan) => plan.services.map((one) => one.service)))];
  const loads = services.map((service) => ({ service, versions: loadsOf(service, plans, looks) }));
  const raised = loads.flatMap(({ service, versions }) =>
    prescale(versions).map((one): Raised => ({
      ...one,
      service,
      ready: readyIn(looks, one.cluster, versionedName(service, one.version)),
    })),
  );
  const growing = new Set(
    loads.flatMap(({ service, versions }) =>
      versions.filter(grows).map(({ version }) => versionedName(service, version)),
    ),
  );
  const targets = withRaised(plans, raised).flatMap(({ cluster, workloads }) =>
    workloads.flatMap(({ namespace, service, version, autoscale }): ScaleTarget[] => {
      const deployment = versionedName(service, version);
      const pods = autoscale?.min ?? 1;
      if (!autoscale || !growing.has(deployment) || !looks.has(cluster.name)) return [];
      if (readyIn(looks, cluster.name, deployment) >= pods) return [];
      return [{ cluster: cluster.name, namespace, deployment, pods }];
    }),
  );
  return { raised, targets };
}

/** The plans with the raised numbers in place of the fewest pods of autoscalers. */
export function withRaised(
  plans: readonly ClusterPlan[],
  raised: readonly Raised[],
): readonly ClusterPlan[] {
  if (raised.length === 0) return plans;
  return plans.map((plan) => {
    const here = raised.filter(({ cluster }) => cluster === plan.cluster.name);
    if (here.length === 0) return plan;
    return { ...plan, workloads: plan.workloads.map((one) => raisedIn(one, here)) };
  });
}

/** The same of a whole release. */
export function releaseWithRaised(plan: ReleasePlan, raised: readonly Raised[]): ReleasePlan {
  return { ...plan, clusters: withRaised(plan.clusters, raised) };
}

/** The same of a cluster that was reached. */
export function withRaisedIn<T extends Pick<ReachedCluster, "plan" | "objects">>(
  reached: T,
  raised: readonly Raised[],
): T {
  const [plan = reached.plan] = withRaised([reached.plan], raised);
  return plan === reached.plan ? reached : { ...reached, plan, objects: manifests(plan) };
}

function raisedIn(workload: WorkloadArgs, raised: readonly Raised[]): WorkloadArgs {
  const { service, version, autoscale } = workload;
  const one = raised.find((each) => each.service === service && each.version === version);
  return one && autoscale ? { ...workload, autoscale: { ...autoscale, min: one.min } } : workload;
}

function loadsOf(
  service: string,
  plans: readonly ClusterPlan[],
  looks: ScaleLooks,
): readonly VersionLoad[] {
  const splits = plans.flatMap(({ cluster, mesh }) => {
    const args = mesh?.routes.find((one) => one.service === service);
    const look = looks.get(cluster.name);
    if (!args || !look) return [];
    const next = splitsOf(virtualServiceManifest(args).spec, serviceHost(service, args.namespace));
    return [{ now: look.splits.get(service) ?? [], next }];
  });
  const workloads = plans.flatMap(({ cluster, workloads: all }) =>
    all.filter((one) => one.service === service).map((one) => ({ cluster: cluster.name, one })),
  );
  const subsets = new Set(
    splits.flatMap(({ now, next }) => [...now, ...next].flatMap((split) => [...split.keys()])),
  );
  return [...subsets].map((subset) => {
    const here = workloads.filter(({ one }) => subsetName(one.version) === subset);
    const name = versionedName(service, subset);
    return {
      version: here[0]?.one.version ?? subset,
      shares: splits.map(({ now, next }) => shareOf(subset, now, next)),
      pods: new Map([...looks].map(([cluster, { ready }]) => [cluster, ready.get(name) ?? 0])),
      limits: new Map(here.flatMap(({ cluster, one }) => limitsOf(cluster, one))),
    };
  });
}

/** The limits in one cluster; none where the version is not to be scaled beforehand. */
function limitsOf(
  cluster: string,
  { autoscale }: WorkloadArgs,
): [string, VersionLoad["limits"] extends ReadonlyMap<string, infer L> ? L : never][] {
  const { prescale: wanted = false, min = 1, max = min } = autoscale ?? {};
  if (wanted === false) return [];
  const bound = wanted === true ? max : (wanted.max ?? max);
  return [[cluster, { min, max: Math.min(max, bound) }]];
}

function readyIn(looks: ScaleLooks, cluster: string, deployment: string): number {
  return looks.get(cluster)?.ready.get(deployment) ?? 0;
}
