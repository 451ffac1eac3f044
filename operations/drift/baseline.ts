/**
 * What `gray drift` compares clusters with: what was applied last or, where that is not known, the
 * declaration.
 */
import type { StackSettings } from "../../model/config/settings";
import type { Manifest } from "../../model/manifests/metadata";
import { manifests, planRelease } from "../../model/plan/plan";

/** Objects by the name of their cluster. */
export type ObjectsByCluster = ReadonlyMap<string, readonly Manifest[]>;

/** What clusters are compared with. */
export interface Baseline {
  readonly from: "applied" | "declared";
  readonly objects: ObjectsByCluster;
  /** Why the stack's state can't be used; left out where it is used. */
  readonly why?: string;
}

/**
 * The objects of the stack's state, or those that its file declares where the state can't be read.
 *
 * @param readApplied reads the state
 */
export async function baselineOf(
  readApplied: () => Promise<ObjectsByCluster>,
  { release, clusters }: Pick<StackSettings, "release" | "clusters">,
): Promise<Baseline> {
  try {
    return { from: "applied", objects: await readApplied() };
  } catch (error) {
    const plans = planRelease(release, clusters).clusters;
    const declared = plans.map((plan) => [plan.cluster.name, manifests(plan)] as const);
    return { from: "declared", objects: new Map(declared), why: (error as Error).message };
  }
}
