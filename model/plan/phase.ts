// The phase of a release, for the output `phase` and the diagrams.
import { branches } from "../routes/branches";
import type { ReleasePlan } from "./plan";

/**
 * The phase of a release. `stable`: the traffic of each service goes to one version. `gray`: the
 * traffic of some service splits, in the same way in every cluster. `wave`: the clusters differ,
 * because a change has reached only some of them.
 */
export type Phase = "stable" | "gray" | "wave";

/** The phase that a plan leads to. Remote clusters have no routes of their own and don't count. */
export function phase(plan: ReleasePlan): Phase {
  const splits = plan.clusters.flatMap(({ mesh }) =>
    mesh ? [mesh.routes.map((route) => branches(route).map(({ shares }) => shares))] : [],
  );
  if (new Set(splits.map((split) => JSON.stringify(split))).size > 1) return "wave";
  const split = splits
    .flat()
    .some((cases) => new Set(cases.flat().map(({ version }) => version)).size > 1);
  return split ? "gray" : "stable";
}
