// The command `gray rollout status`: says how a rollout stands, once or as it goes on.
import { inWords } from "../../../model/problem";
import { changedLines } from "../../../operations/rollout/status/changes";
import type { Look } from "../../../operations/rollout/status/look";
import type { StatusReport } from "../../../operations/rollout/status/report";
import { statusText } from "../../../operations/rollout/status/text";
import { defineCommand, type Streams, type TextStream } from "../../frame/command";
import type { Outcome } from "../../frame/exit-codes";
import { flag, outputOption, stackOption, texts, withoutOption } from "../../frame/options";
import { openRollout, type OpenRollout } from "../../rollout/open";
import { watchRollout } from "../../rollout/watch";

/**
 * `gray rollout status`: the record of a rollout beside what its clusters have. It changes nothing.
 */
export const statusCommand = defineCommand({
  name: "rollout status",
  description: "say how the rollout of a stack stands, and what its clusters have",
  options: {
    stack: stackOption,
    without: withoutOption,
    watch: flag("-w, --watch", "go on until the rollout ends"),
    all: flag("-a, --all", "in the tree: fold no clusters and services that are alike"),
    cluster: texts(
      "-c, --cluster <name>",
      "in the tree: show this cluster by itself; may be repeated",
    ),
    plain: flag(
      "--plain",
      "plain lines in place of a tree, and with --watch one for each change: for screen readers and logs",
    ),
    output: outputOption(["text", "json"], "text"),
  },
  examples: [
    "npx gray rollout status -s prod",
    "npx gray rollout status -s prod --watch",
    "npx gray rollout status -s prod --watch --plain",
    "npx gray rollout status -s prod --all",
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
  readonly all: true | undefined;
  readonly cluster: readonly string[];
  readonly plain: true | undefined;
  readonly output: "text" | "json";
}

async function run(options: Options, streams: Streams): Promise<Outcome> {
  const { stack, without, watch, cluster, plain, output } = options;
  const rollout = openRollout(stack, without);
  try {
    const names = rollout.clusters.map((one) => one.cluster.name);
    const unknown = cluster.find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new Error(`--cluster ${unknown}: the stack has ${inWords(names)}`);
    const { stdout } = streams;
    if (output === "text" && !plain && drawsTrees(stdout))
      return outcomeOf(await asTree(rollout, options, streams));
    const last = await watchRollout(rollout, watch === true, {
      show: (report, before) =>
        stdout.write(
          output === "json" ? json(report, before, watch === true) : text(report, before),
        ),
    });
    return outcomeOf(last);
  } finally {
    rollout.close();
  }
}

/** Whether a stream leads to a terminal that can move its cursor. */
function drawsTrees({ isTTY = false }: TextStream): boolean {
  return isTTY && process.env.TERM !== "dumb";
}

/** Draws the tree, again and again where it is watched; what is left at the end is the last one. */
async function asTree(
  rollout: OpenRollout,
  { watch, all, cluster }: Options,
  streams: Streams,
): Promise<Look | undefined> {
  const { LiveTree, treeText } = await import("../../live/rollout-tree.js");
  const unfolded = { all: all === true, named: cluster };
  const live = watch ? new LiveTree(streams, unfolded.all) : undefined;
  let tree = "";
  try {
    return await watchRollout(rollout, watch === true, {
      show: (report, _, awaySince) => {
        const question = { report, unfolded, awaySince };
        tree = treeText(question, streams.stdout);
        live?.show(question);
      },
      ...(live && { signal: live.signal }),
    });
  } finally {
    live?.close();
    streams.stdout.write(tree);
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

function outcomeOf(last: Look | undefined): Outcome {
  if (!last?.complete) return "failed";
  const { rollout } = last.report;
  if (!rollout) return "done";
  const { status, waitsFor, analyses } = rollout;
  const waits =
    waitsFor?.kind === "promotion" ||
    waitsFor?.kind === "resume" ||
    analyses.some(({ inconclusive }) => inconclusive);
  return waits || status === "failed" || status === "aborted" ? "found" : "done";
}
