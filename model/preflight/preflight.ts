import { withoutEqualClusters } from "./equal-clusters";
import { inRelease, type Locate } from "../checks/locate";
import type { ReleasePlan } from "../plan/plan";
import type { Path } from "../problem";
import { located, type Finding, type RuleFinding } from "./finding";
import { plannedObjects, type PlannedObjects } from "./planned-objects";
import { rules } from "./rules";

/** Where the parts of a declaration were written. */
export interface PreflightPlaces {
  /** Says it of the release. @default below `release` */
  readonly locate?: Locate;
  /** Path of the list of clusters. @default `clusters` */
  readonly clusters?: Path;
}

/**
 * Everything that is wrong with the objects of a plan, or worth knowing of them, as far as it can be known without a
 * cluster: what Kiali and istioctl would find once the objects are there, and whether the primary clusters agree.
 */
export function preflight(plan: ReleasePlan, places: PreflightPlaces = {}): Finding[] {
  const { locate = inRelease, clusters = ["clusters"] } = places;
  const written = (path: Path): Path => {
    const [top, name, ...inside] = path;
    if (top !== "clusters") return locate(path);
    const index = plan.clusters.findIndex(({ cluster }) => cluster.name === name);
    return [...clusters, index, ...inside];
  };
  const kinds = withoutEqualClusters(plan);
  return located(preflightObjects(plannedObjects(kinds.plan)), written, kinds.names);
}

/** What the rules find in objects. */
export function preflightObjects(mesh: PlannedObjects): RuleFinding[] {
  return rules.flatMap((rule) => rule(mesh));
}
