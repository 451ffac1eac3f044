// The command `gray abort`: moves all traffic back to the stable versions, and records that.
import { stackFileName } from "../../model/project";
import { forStack, formatProblems, inWords } from "../../model/problem";
import { entryLanes, type AbortSettings } from "../../operations/abort/aborted";
import {
  abortChanges,
  codeAdvice,
  isHeld,
  type ConfigChange,
  type Decided,
} from "../../operations/abort/config-changes";
import { notesAfter } from "../../operations/abort/notes";
import { recordAbort } from "../../operations/abort/record";
import type { AbortOutcome } from "../../operations/abort/cluster";
import { abortText, clusterLines, summarize } from "../../operations/abort/report";
import { abort } from "../../operations/abort/run";
import { namedStable } from "../../operations/abort/targets";
import { readWanted } from "../../operations/abort/wanted";
import type { ClusterApi } from "../../operations/cluster-api";
import { withoutOptions } from "../../operations/without/names";
import type { RolloutSpec } from "../../model/rollout/spec";
import { writeNotes } from "../../operations/stable/run";
import { defineCommand, type Streams } from "../frame/command";
import type { Outcome } from "../frame/exit-codes";
import { flag, stackOption, texts, unless, withoutOption } from "../frame/options";
import { openClusters } from "../stack/clusters";
import { editStackFile } from "../stack/edit";
import { engineFor } from "../stack/engine";
import { readStackFile } from "../stack/file";
import { parseStackConfig, releaseModule } from "../stack/program";

/**
 * `gray abort`: all traffic goes back to the stable versions at once, in the proxies of every
 * primary cluster; then the same weights are recorded, in the stack's file and by `pulumi up` in
 * its state.
 */
export const abortCommand = defineCommand({
  name: "abort",
  description: "bring all traffic back to the stable versions at once, then record it",
  options: {
    stack: stackOption,
    to: texts(
      "--to <version>",
      "the version that gets all traffic, or <service>=<version>; may be repeated; by default the stable version: the one that the config names, else the one that last had all traffic",
    ),
    without: withoutOption,
    force: flag("--force", "also where no pod of that version is known to be ready"),
    record: unless(
      "--no-record",
      "only the routes: the file stays, and the next update moves them again",
    ),
  },
  examples: ["npx gray abort -s prod", "npx gray abort -s prod --to v1 --to cart=stable"],
  exitCodes: { done: "done and recorded", failed: "something of it could not be done" },
  run,
});

interface Options {
  readonly stack: string;
  readonly to: readonly string[];
  readonly without: readonly string[];
  readonly force: boolean | undefined;
  readonly record: boolean;
}

async function run(
  { stack, to, without, force = false, record }: Options,
  { stdout }: Streams,
): Promise<Outcome> {
  const say = (text: string) => void stdout.write(`${forStack(text, stack)}\n`);
  const began = performance.now();
  const { settings, clusters, close } = openClusters(stack, without);
  try {
    const wanted = readWanted(settings.release, settings.clusters, to);
    const byName = new Map<string, ClusterApi>();
    for (const { cluster, client } of clusters)
      void client.then((one) => one.ok && byName.set(cluster.name, one.value));
    let writtenAfterMs: number | undefined;
    const onOutcome = (outcome: AbortOutcome) => {
      if (outcome.written.length > 0) writtenAfterMs = performance.now() - began;
      for (const line of clusterLines(outcome)) say(line);
    };
    const clients = clusters.map(({ client }) => client);
    const leftOut = new Set(without);
    const outcomes = await abort({ settings, clients, leftOut, wanted, force, onOutcome });
    const again = commandLine({ stack, to, without, force, record });
    const { rollout } = settings.release;
    const closedLanes = rollout ? openLanes(outcomes) : entryLanes(settings);
    say(
      abortText({
        ...{ outcomes, closedLanes, stack, again, stable: namedStable(settings.release) },
        ...(writtenAfterMs && { writtenAfterMs }),
      }),
    );
    if (leftOut.size > 0) say(`Left out: ${inWords([...leftOut])}. Its routes stay as they are.`);
    const goal =
      rollout && (await endRollout({ ...settings, rollout }, outcomes, { stack, byName, say }));
    await writeNotes(notesAfter(settings, outcomes), (name) => byName.get(name), { warn: say });
    const summary = summarize(outcomes);
    if (!record) return summary.complete && goal?.ended !== false ? "done" : "failed";
    if (!summary.reached) {
      say(`${stackFileName(stack)} and the state stay as they are: no cluster was reached.`);
      return "failed";
    }
    const { written, left } = rollout
      ? { written: false, left: undefined }
      : writeFile(stackFileName(stack), settings, outcomes);
    if (written) say(`${stackFileName(stack)} holds the same weights now.`);
    if (left) {
      say(codeAdvice(left.module, left.changes, stack));
      return "failed";
    }
    const engine = await engineFor({ stack, leftOut, clusters: settings.clusters, say });
    const agreed = await recordAbort(stack, summary, engine.ports).finally(engine.end);
    if (agreed) await goal?.markRecorded();
    return agreed && goal?.ended !== false ? "done" : "failed";
  } finally {
    close();
  }
}

/** The lanes that requests entered by a percentage until the abort. */
function openLanes(outcomes: readonly AbortOutcome[]): string[] {
  const open = outcomes.flatMap(({ weights }) =>
    Object.entries(weights?.before.lanes ?? {}).flatMap(([lane, percent]) =>
      percent > 0 ? [lane] : [],
    ),
  );
  return [...new Set(open)];
}

/**
 * Ends the rollout in its record, when the routes are written, and says what that means. Until then
 * nothing of it is loaded.
 *
 * @returns whether every cluster that was read has the record
 */
async function endRollout(
  { release, clusters, rollout }: AbortSettings & { readonly rollout: RolloutSpec },
  outcomes: readonly AbortOutcome[],
  { stack, byName, say }: Ending,
): Promise<{ readonly ended: boolean; readonly markRecorded: () => Promise<void> }> {
  const [{ keepsGoal }, { writeAborted }] = await Promise.all([
    import("../../operations/rollout/aborted/decide.js"),
    import("../../operations/rollout/aborted/run.js"),
  ]);
  const abort = { release: { ...release, rollout }, clusters, outcomes };
  const clients = new Map(
    [...byName].map(([name, value]) => [name, Promise.resolve({ ok: true as const, value })]),
  );
  const { failures, markRecorded } = await writeAborted({ ...abort, clients });
  if (failures.length > 0)
    say(
      `The record of the rollout does not say everywhere that it was aborted: ${failures.join("; ")}. ` +
        "A driver could go on there. Correct that, then run the abort again.",
    );
  if (keepsGoal(abort))
    say(
      `${stackFileName(stack)} keeps its weights: they are the goal of a rollout, which is not due again before ` +
        `other weights, other pods, or: npx gray rollout retry -s ${stack}`,
    );
  return { ended: failures.length === 0, markRecorded };
}

/** What the end of a rollout needs of the command. */
interface Ending {
  readonly stack: string;
  readonly byName: ReadonlyMap<string, ClusterApi>;
  readonly say: (text: string) => void;
}

/** The command line of a run, for a user who runs it again. */
function commandLine({ stack, to, without, force, record }: Options): string {
  const versions = to.flatMap((one) => ["--to", one]);
  const flags = [...(force ? ["--force"] : []), ...(record ? [] : ["--no-record"])];
  return ["npx gray abort -s", stack, ...versions, ...flags].join(" ") + withoutOptions(without);
}

/** What of an abort was recorded in files. */
interface Recorded {
  /** Whether the stack's file was changed. */
  readonly written: boolean;
  /** What only the module that declares the release can say. */
  readonly left?: { readonly module: string; readonly changes: readonly ConfigChange[] };
}

/**
 * Writes what the abort decided into the stack's file, where the program reads it there.
 *
 * @throws Error that says why the file can't be changed; the routes are written then
 */
function writeFile(file: string, settings: AbortSettings, outcomes: readonly Decided[]): Recorded {
  try {
    const config = readStackFile(file);
    const all = abortChanges(config, settings, outcomes);
    const module = releaseModule(file, config);
    const inCode = module === undefined ? [] : all.filter((change) => !isHeld(config, change));
    const changes = all.filter((change) => !inCode.includes(change));
    const left = module !== undefined && inCode.length > 0 && { module, changes: inCode };
    if (changes.length === 0) return { written: false, ...(left && { left }) };
    const edited = editStackFile(file, changes);
    const parsed = parseStackConfig(file, edited.config);
    if ("problems" in parsed) throw new Error(formatProblems(parsed.problems, file));
    edited.write();
    return { written: true, ...(left && { left }) };
  } catch (error) {
    throw new Error(
      `the routes are written, but ${file} could not be changed: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
