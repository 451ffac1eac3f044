// The command `gray rollout tick`: does what is due of a rollout, and ends.
import { forStack } from "../../../model/problem";
import { LeaseHeldError } from "../../../operations/rollout/lease/acquire";
import { endText } from "../../../operations/rollout/status/driving-text";
import { defineCommand, type Streams } from "../../frame/command";
import type { Outcome } from "../../frame/exit-codes";
import { stackOption, withoutOption } from "../../frame/options";
import { driveRollout } from "../../rollout/driver";
import { openRollout } from "../../rollout/open";

/** `gray rollout tick`: for cron, schedules of CI systems, and a CronJob. */
export const tickCommand = defineCommand({
  name: "rollout tick",
  description: "do what is due of the rollout of a stack, and end; for cron and the like",
  options: { stack: stackOption, without: withoutOption },
  examples: ["npx gray rollout tick -s prod"],
  exitCodes: {
    done: "no rollout runs, or it has ended now",
    found: "it goes on later: it waits, or another driver runs",
    failed: "a person has to look",
  },
  run,
});

interface Options {
  readonly stack: string;
  readonly without: readonly string[];
}

async function run({ stack, without }: Options, { stdout }: Streams): Promise<Outcome> {
  const say = (line: string) => void stdout.write(`${forStack(line, stack)}\n`);
  const rollout = openRollout(stack, without);
  try {
    const end = await driveRollout(rollout, { once: true, leftOut: new Set(without), say });
    say(endText(end));
    if (end.end === "waiting") return "found";
    return end.end === "stopped" || (end.end === "ended" && end.unrecorded !== undefined)
      ? "failed"
      : "done";
  } catch (error) {
    if (!(error instanceof LeaseHeldError)) throw error;
    say(`${error.message}.`);
    return "found";
  } finally {
    rollout.close();
  }
}
