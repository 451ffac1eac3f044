// Runs all rules over the planned objects of a release, before any cluster is touched.
import { withoutEqualClusters } from "./equal-clusters";
import { inRelease, type Locate } from "../checks/locate";
import { rolloutWarnings } from "../checks/rollout/warnings";
import type { ReleasePlan } from "../plan/plan";
import type { Path } from "../problem";
import { asFinding, located, type Finding, type RuleFinding } from "./finding";
import { plannedObjects, type PlannedObjects } from "./planned-objects";
import { rules } from "./rules";

/** The places where the user wrote the parts of a declaration. */
export interface PreflightPlaces {
  /** Finds the place of a part of the release. @default below `release` */
  readonly locate?: Locate;
  /** Path of the list of clusters. @default `clusters` */
  readonly clusters?: Path;
}

/**
 * All findings in the objects of a plan that need no cluster: those that Kiali and istioctl would
 * report after the update, and differences between primary clusters.
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
  const { release, resolved } = plan;
  return [
    ...located(preflightObjects(plannedObjects(kinds.plan)), written, kinds.names),
    ...rolloutWarnings(release, resolved.clusters, locate).map(asFinding),
  ];
}

/** The findings of all rules in these objects. */
export function preflightObjects(mesh: PlannedObjects): RuleFinding[] {
  return rules.flatMap((rule) => rule(mesh));
}
