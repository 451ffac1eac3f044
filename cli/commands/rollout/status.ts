// The command `gray rollout status`: says how a rollout stands, once or as it goes on.
import { setTimeout as sleep } from "node:timers/promises";
import { changedLines } from "../../../operations/rollout/status/changes";
import { lookAt } from "../../../operations/rollout/status/look";
import type { StatusReport } from "../../../operations/rollout/status/report";
import { statusText } from "../../../operations/rollout/status/text";
import { defineCommand, type Streams } from "../../frame/command";
import type { Outcome } from "../../frame/exit-codes";
import { flag, outputOption, stackOption, withoutOption } from "../../frame/options";
import { openRollout } from "../../rollout/open";

/** Milliseconds between two looks of `--watch`. */
const pauseMs = 1000;

/**
 * `gray rollout status`: the record of a rollout beside what its clusters have. It changes nothing.
 */
export const statusCommand = defineCommand({
  name: "rollout status",
  description: "say how the rollout of a stack stands, and what its clusters have",
  options: {
    stack: stackOption,
    without: withoutOption,
    watch: flag("-w, --watch", "go on until the rollout ends, with a line for each change"),
    output: outputOption(["text", "json"], "text"),
  },
  examples: [
    "npx gray rollout status -s prod",
    "npx gray rollout status -s prod --watch",
    "npx gray rollout status -s prod -o json",
  ],
  exitCodes: {
    done: "printed",
    found: "printed; it waits for a person, or ended before its goal",
    failed: "a primary cluster did not tell what it has of the record",
  },
  run,
});

interface Options {
  readonly stack: string;
  readonly without: readonly string[];
  readonly watch: true | undefined;
  readonly output: "text" | "json";
}

async function run(
  { stack, without, watch, output }: Options,
  { stdout }: Streams,
): Promise<Outcome> {
  const rollout = openRollout(stack, without);
  try {
    let before: StatusReport | undefined;
    for (;;) {
      const { report, complete } = await lookAt(rollout);
      stdout.write(output === "json" ? json(report, before, watch === true) : text(report, before));
      before = report;
      if (!watch || !report.rollout?.waitsFor) return complete ? outcomeOf(report) : "failed";
      await sleep(pauseMs);
    }
  } finally {
    rollout.close();
  }
}

function text(report: StatusReport, before: StatusReport | undefined): string {
  if (!before) return statusText(report);
  return changedLines(before, report)
    .map((line) => `${line}\n`)
    .join("");
}

/** One line for each look at which something changed, where several follow each other. */
function json(report: StatusReport, before: StatusReport | undefined, lines: boolean): string {
  if (!lines) return `${JSON.stringify(report, undefined, 2)}\n`;
  if (before && changedLines(before, report).length === 0) return "";
  return `${JSON.stringify(report)}\n`;
}

function outcomeOf({ rollout }: StatusReport): Outcome {
  if (!rollout) return "done";
  const { status, waitsFor, analyses } = rollout;
  const waits =
    waitsFor?.kind === "promotion" ||
    waitsFor?.kind === "resume" ||
    analyses.some(({ inconclusive }) => inconclusive);
  return waits || status === "failed" || status === "aborted" ? "found" : "done";
}
