/** What `gray rollout abort` and `undo` have in common. */
import { inRelease } from "../../model/checks/locate";
import { forStack, inWords } from "../../model/problem";
import type { RolloutRecord } from "../../model/rollout/record";
import { takeBackRollout } from "../../operations/rollout/commands/back";
import { lackedVersions } from "../../operations/rollout/overlay/one-goal";
import { FastLane } from "../../operations/rollout/routes/lane";
import { backOutcomeOf } from "../../operations/rollout/routes/outcomes";
import type { RouteOutcome } from "../../operations/rollout/routes/port";
import { routeLine } from "../../operations/rollout/status/route-text";
import { nameFor } from "../../operations/rollout/who-am-i";
import type { Streams } from "../frame/command";
import type { Outcome } from "../frame/exit-codes";
import { identityAt } from "./edit";
import { openRollout, type OpenRollout } from "./open";

/** What such a command was asked for. */
export interface BackOptions {
  readonly stack: string;
  readonly without: readonly string[];
  readonly reason: string | undefined;
  readonly status: "aborted" | "undone";
}

/**
 * Brings the weights back, and lets the engine record that.
 *
 * @throws Error that says why nothing was written
 */
export async function runBack(
  { stack, without, reason, status }: BackOptions,
  { stdout }: Streams,
): Promise<Outcome> {
  const began = performance.now();
  const say = (text: string) => void stdout.write(`${forStack(text, stack)}\n`);
  const rollout = openRollout(stack, without);
  const { plan, place, clusters, settings } = rollout;
  const lane = new FastLane({ clusters, settle: settings.settle });
  try {
    let lastMs = 0;
    const { record, routes, copies } = await takeBackRollout({
      ...{ status, plan, place, clusters, lane },
      lacks: (one) => lackText(one, rollout),
      who: async (at) => nameFor(await identityAt(at)),
      ...(reason !== undefined && { why: reason }),
      onOutcome: (outcome) => {
        lastMs = performance.now() - began;
        say(routeLine(outcome));
      },
    });
    const open = routes.filter((one) => backOutcomeOf(one).kind !== "taken");
    const done = open.length === 0 ? "all clusters" : "the other clusters";
    say(
      `Traffic is where rollout ${record.id} began, in ${done}, ${(lastMs / 1000).toFixed(1)} s after the start of this command.`,
    );
    for (const { cluster, kind, why } of copies)
      if (kind === "failed")
        say(`${cluster} does not have the record of it: ${why ?? "no answer"}`);
    return await finish(rollout, { leftOut: new Set(without), say, open });
  } catch (error) {
    throw new Error(forStack((error as Error).message, stack), { cause: error });
  } finally {
    lane.close();
    rollout.close();
  }
}

/** Makes sure of the weights once more, and lets the engine record them. */
async function finish(
  rollout: OpenRollout,
  about: {
    readonly leftOut: ReadonlySet<string>;
    readonly say: (line: string) => void;
    readonly open: readonly RouteOutcome[];
  },
): Promise<Outcome> {
  const { leftOut, say, open } = about;
  // Nothing of it is loaded before the routes are written.
  const [{ driveRollout }, { endText }, { LeaseHeldError }] = await Promise.all([
    import("./driver.js"),
    import("../../operations/rollout/status/driving-text.js"),
    import("../../operations/rollout/lease/acquire.js"),
  ]);
  try {
    const end = await driveRollout(rollout, { once: true, leftOut, say });
    say(endText(end));
    if (end.end === "waiting" && open.length > 0)
      say(
        `When ${inWords(open.map(({ cluster }) => cluster))} can be written: npx gray rollout tick`,
      );
    return end.end === "ended" && end.unrecorded === undefined ? "done" : "failed";
  } catch (error) {
    if (!(error instanceof LeaseHeldError)) throw error;
    say(`${error.holder.name} drives the rollout, and records the end.`);
    return open.length === 0 ? "done" : "failed";
  }
}

/** Why this checkout can't plan the weights with which a rollout began. */
function lackText(
  { start }: RolloutRecord,
  { plan, stack, settings }: OpenRollout,
): string | undefined {
  const locate = settings.places?.locate ?? inRelease;
  const problems = lackedVersions([start], { plan, locate, stack }, true);
  if (problems.length === 0) return undefined;
  const told = problems.map(({ given }) => given).join("; ");
  return `this checkout can't plan the weights of the start: ${told}. Fix: use the checkout with which the rollout began, or: npx gray abort`;
}
