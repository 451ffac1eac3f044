// What a limit is: a pure function from a plan to the problems of it.
import { inRelease, type Locate } from "../checks/locate";
import type { ReleasePlan } from "../plan/plan";
import type { PreflightPlaces } from "../preflight/preflight";
import { inWords, type Path, type Problem } from "../problem";
import { configKey } from "../project";
import type { LimitsSpec } from "./spec";

/** A plan, what it may not do, and where its parts were written. */
export interface LimitContext {
  readonly plan: ReleasePlan;
  /**
   * What the release declares, where the plan has the weights of a rollout or of the clusters in their
   * place. @default the plan
   */
  readonly goal?: ReleasePlan;
  readonly limits: LimitsSpec;
  /** Finds the place of a part of the release. */
  readonly locate: Locate;
  /** The place of the limits themselves. */
  readonly root: Path;
  /** The place of a value of a cluster, by the cluster's name. */
  readonly inCluster: (cluster: string, ...inside: Path) => Path;
}

/** A limit that the declaration alone shows. */
export type Limit = (context: LimitContext) => Problem[];

/** The context of a plan. */
export function limitContext(
  plan: ReleasePlan,
  limits: LimitsSpec,
  { locate = inRelease, clusters = ["clusters"] }: PreflightPlaces = {},
): LimitContext {
  // Those that a run leaves out keep their place in the list.
  const names = plan.resolved.clusters.map(({ name }) => name);
  const inCluster = (cluster: string, ...inside: Path): Path => [
    ...clusters,
    names.indexOf(cluster),
    ...inside,
  ];
  const [top] = clusters;
  const root = top === configKey("clusters") ? [configKey("limits")] : ["limits"];
  return { plan, limits, locate, inCluster, root };
}

/** Names of the clusters whose routes a plan has. */
export function primariesOf({ plan }: LimitContext): string[] {
  return plan.clusters.flatMap(({ cluster, mesh }) => (mesh ? [cluster.name] : []));
}

/** Problems of the same value in several clusters as one, with their names: ` (west and east)`. */
export function perCluster<T extends Problem>(
  found: readonly { readonly cluster: string; readonly problem: T }[],
  all: readonly string[],
): T[] {
  const groups = new Map<string, { problem: T; clusters: Set<string> }>();
  for (const { cluster, problem } of found) {
    const key = JSON.stringify([problem.code, problem.path, problem.given]);
    const group = groups.get(key) ?? { problem, clusters: new Set() };
    group.clusters.add(cluster);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ problem, clusters }) =>
    clusters.size === all.length
      ? problem
      : { ...problem, given: `${problem.given} (in ${inWords([...clusters])})` },
  );
}
