// The arguments that the checks of a rollout share.
import type { RolloutSpec } from "../../rollout/spec";
import type { CheckContext } from "../context";

/** A release with a rollout. Steps that had mistakes are holes in the list. */
export interface RolloutContext extends CheckContext {
  readonly rollout: RolloutSpec;
}
