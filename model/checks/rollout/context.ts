// The arguments that the checks of a rollout share.
import type { RolloutSpec } from "../../rollout/spec";
import type { CheckContext } from "../context";

/** A release with a rollout. Steps, waves and groups that had mistakes are holes in their lists. */
export interface RolloutContext extends CheckContext {
  readonly rollout: RolloutSpec;
}

/** Whether a list lacks items that had mistakes. */
export function hasHoles(list: readonly unknown[]): boolean {
  return withoutHoles(list).length < list.length;
}

/** The items of a list that had no mistakes. */
export function withoutHoles<T>(list: readonly T[]): T[] {
  return list.filter(() => true);
}
