// The command `gray abort`: moves all traffic back to the stable versions, and records that.
import { runPulumi } from "../../engine/pulumi";
import { formatProblems } from "../../model/problem";
import { abortChanges } from "../../operations/abort/config-changes";
import { recordAbort } from "../../operations/abort/record";
import { abortText, summarize } from "../../operations/abort/report";
import { abort, abortClusters } from "../../operations/abort/run";
import { abortTargets } from "../../operations/abort/targets";
import { defineCommand, type Streams } from "../frame/command";
import type { Outcome } from "../frame/exit-codes";
import { flag, stackOption, texts, unless } from "../frame/options";
import { openStack } from "../stack/clusters";
import { editStackFile } from "../stack/edit";
import { readStackFile, stackFile } from "../stack/file";
import { parseStackConfig } from "../stack/program";

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
      "the version that gets all traffic, or <service>=<version>; may be repeated; the first declared one that runs by default",
    ),
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
  readonly force: boolean | undefined;
  readonly record: boolean;
}

async function run(
  { stack, to, force = false, record }: Options,
  { stdout }: Streams,
): Promise<Outcome> {
  const say = (text: string) => void stdout.write(`${text}\n`);
  const began = performance.now();
  const file = stackFile(stack);
  const { settings, clusters, close } = await openStack(stack);
  try {
    const targets = abortTargets(settings.release, settings.clusters, to);
    const edited = editStackFile(file, abortChanges(readStackFile(file), settings, targets));
    const parsed = parseStackConfig(file, edited.config);
    if ("problems" in parsed) throw new Error(`${file}: ${formatProblems(parsed.problems, file)}`);
    const clients = clusters.map(({ client }) => client);
    const planned = abortClusters(clients, settings, parsed.settings);
    const outcomes = await abort(planned, targets, { force });
    say(abortText(targets, outcomes, performance.now() - began));
    const { complete, asPlanned } = summarize(outcomes);
    if (!record) return complete ? "done" : "failed";
    edited.write();
    say(`${file} holds the same weights now.`);
    const agreed = await recordAbort(stack, asPlanned && complete, {
      pulumi: (args) => runPulumi("pulumi", args),
      reporter: { info: say },
    });
    return agreed && complete ? "done" : "failed";
  } finally {
    close();
  }
}
