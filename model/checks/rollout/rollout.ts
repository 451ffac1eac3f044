// Checks the key `rollout`: its waves, its order, its steps, and the times in it.
import { formatPath, type Problem } from "../../problem";
import type { CheckContext } from "../context";
import { checkAnalyses } from "./analyses";
import type { RolloutContext } from "./context";
import { checkDeadline } from "./deadline";
import { checkManagedRoutes } from "./managed-routes";
import { checkOrder } from "./order";
import { checkTemplates } from "./templates";
import { checkWaves } from "./waves";
import { checkWebhooks } from "./webhooks";

/** All mistakes in the rollout of a release that the program can find without a cluster. */
export function checkRollout(context: CheckContext): Problem[] {
  const { rollout } = context.release;
  if (!rollout) return [];
  const whole = { ...context, rollout };
  return [
    ...checkWaves(whole),
    ...checkOrder(whole),
    ...checkManagedRoutes(whole),
    ...checkWebhooks(whole),
    ...checkAnalyses(whole),
    ...checkTemplates(whole),
    ...checkDeadline(whole),
    ...checkFailures(whole),
  ];
}

/** Checks that what counts skipped clusters is beside what skips them. */
function checkFailures({ rollout, locate }: RolloutContext): Problem[] {
  const { maxFailures, unreachable = "stop" } = rollout;
  if (maxFailures === undefined || unreachable === "skip") return [];
  return [
    {
      code: "GR513",
      path: formatPath(locate(["rollout", "maxFailures"])),
      given: `maxFailures: ${maxFailures} beside unreachable: ${unreachable}`,
      allowed: "maxFailures beside unreachable: skip",
      fix: "set unreachable: skip, or remove maxFailures",
    },
  ];
}
