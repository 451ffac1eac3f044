/** Decides whether an update may begin, before any object of a cluster is registered. */
import type { ReleasePlan } from "../../model/plan/plan";
import type { ReachedCluster } from "../clusters/reached";
import { refuseDrift } from "../drift/refuse";
import type { UpdateStart } from "../drift/verdict";
import { RefusalError } from "../refusal";
import type { Reporter } from "../reporter";
import { leftOutOf } from "../without/decide";
import { removedStable, stableWarnings } from "../stable/decide";

/** What the beginning of an update needs to know. */
export interface BeginOptions {
  /** Name of the stack, for the commands in messages. */
  readonly stack: string;
  /** What the release declares for each cluster; clusters that are not reached included. */
  readonly plan: ReleasePlan;
  readonly reporter: Reporter;
}

/**
 * Looks at all clusters once: for drift, for changes that one update can't make, and for the stable
 * versions to which an abort would go back.
 *
 * @returns what the look found besides
 * @throws RefusalError that says why the update must not begin
 */
export async function mayBegin(
  reached: readonly ReachedCluster[],
  { stack, plan, reporter }: BeginOptions,
): Promise<UpdateStart> {
  const start = await refuseDrift(reached, { stack, reporter, leftOut: leftOutOf(plan) });
  const { release } = plan;
  const clusters = plan.clusters.map(({ cluster }) => cluster);
  const question = { release, clusters, notes: start.notes };
  const removed = removedStable(question);
  if (removed.length > 0) throw new RefusalError(`${removed.join(". ")}. Nothing was touched.`);
  for (const warning of stableWarnings(question)) reporter.warn(warning);
  return start;
}
