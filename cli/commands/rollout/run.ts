// The command `gray rollout run`: drives a rollout from this terminal until it ends.
import { forStack } from "../../../model/problem";
import { endText } from "../../../operations/rollout/status/driving-text";
import { defineCommand, type Streams } from "../../frame/command";
import type { Outcome } from "../../frame/exit-codes";
import { stackOption, text, withoutOption } from "../../frame/options";
import { driveRollout } from "../../rollout/driver";
import { openRollout } from "../../rollout/open";

/** `gray rollout run`: a driver in the foreground. Its interrupt leaves the rollout as it is. */
export const runCommand = defineCommand({
  name: "rollout run",
  description: "drive the rollout of a stack until it ends; Ctrl-C leaves it where it is",
  options: {
    stack: stackOption,
    without: withoutOption,
    home: text("--home <cluster>", "make this primary cluster the home of the rollout's record"),
  },
  examples: ["npx gray rollout run -s prod", "npx gray rollout run -s prod --home us"],
  exitCodes: {
    done: "the rollout reached its goal, or none runs",
    found: "it ended before its goal, or this driver was interrupted",
    failed: "another driver runs, or a person has to look",
  },
  run,
});

interface Options {
  readonly stack: string;
  readonly without: readonly string[];
  readonly home: string | undefined;
}

async function run({ stack, without, home }: Options, { stdout }: Streams): Promise<Outcome> {
  const say = (line: string) => void stdout.write(`${forStack(line, stack)}\n`);
  const rollout = openRollout(stack, without);
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    const leftOut = new Set(without);
    const { signal } = interrupt;
    const end = await driveRollout(rollout, {
      ...{ once: false, leftOut, say, signal },
      ...(home !== undefined && { home }),
    });
    say(endText(end));
    if (signal.aborted) return "found";
    if (end.end === "none") return "done";
    if (end.end !== "ended" || end.unrecorded !== undefined) return "failed";
    return end.record.status === "done" ? "done" : "found";
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    rollout.close();
  }
}
