// The command `gray drift`: reports drift in the clusters of a stack, or takes it back.
import { allDrift, driftData, driftReport } from "../../operations/drift/report";
import { driftOf } from "../../operations/drift/run";
import { defineCommand, type Streams } from "../frame/command";
import type { Outcome } from "../frame/exit-codes";
import { flag, outputOption, stackOption, withoutOption } from "../frame/options";
import { openClusters } from "../stack/clusters";
import { readApplied } from "../stack/state";

/**
 * `gray drift`: what another field manager changed of a stack's objects, in all of its clusters,
 * compared with what was applied last, by the stack's state. With `--take-over` the command takes
 * the changes back.
 */
export const driftCommand = defineCommand({
  name: "drift",
  description:
    "name what another field manager changed in the clusters of a stack, or take it back",
  options: {
    stack: stackOption,
    without: withoutOption,
    takeOver: flag(
      "--take-over",
      "apply again what the stack applied last, and make the stack its only owner",
    ),
    output: outputOption(["table", "json"], "table"),
  },
  examples: ["npx gray drift -s prod", "npx gray drift -s prod --take-over"],
  exitCodes: {
    done: "no drift, or all drift taken back",
    found: "drift",
    failed: "could not look at all clusters, or could not take drift back",
  },
  run,
});

interface Options {
  readonly stack: string;
  readonly without: readonly string[];
  readonly output: "table" | "json";
  readonly takeOver: boolean | undefined;
}

async function run(
  { stack, without, output, takeOver: back = false }: Options,
  { stdout }: Streams,
): Promise<Outcome> {
  const { settings: all, clusters: opened, close } = openClusters(stack, without);
  const clusters = opened.filter(({ cluster }) => !without.includes(cluster.name));
  const settings = { ...all, clusters: clusters.map(({ cluster }) => cluster) };
  try {
    const clients = clusters.map(({ client }) => client);
    const read = (secrets: boolean) => readApplied(stack, { secrets });
    const found = await driftOf(
      { stack, settings, clients, readApplied: read, leftOut: without },
      back,
    );
    const isJson = output === "json";
    stdout.write(
      isJson ? `${JSON.stringify(driftData(found), undefined, 2)}\n` : driftReport(found),
    );
    if (found.unread.length > 0) return "failed";
    return allDrift(found).length > 0 && !back ? "found" : "done";
  } finally {
    close();
  }
}
