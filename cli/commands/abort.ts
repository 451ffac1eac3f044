import { pullBrake, type BrakeOutcome } from "../../operations/abort/run";
import { abortChanges } from "../../operations/abort/config-changes";
import { abortTargets, type AbortTarget } from "../../operations/abort/targets";
import { parseConfig } from "../../model/config/parse";
import { formatProblems } from "../../model/problem";
import { planRelease } from "../../model/plan/plan";
import { blueprints } from "../../stacks/presets";
import { recordAbort } from "./record-abort";
import { defineCommand } from "../frame/command";
import { flag, stackOption, texts, unless } from "../frame/options";
import { openStack } from "../stack/clusters";
import { editStackFile } from "../stack/edit";
import { readStackFile, stackFile } from "../stack/file";

/**
 * `gray abort`: all traffic goes back to the stable versions at once, in the proxies of every primary cluster; then the
 * same weights are recorded, in the stack's file and by `pulumi up` in its state.
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
  examples: ["gray abort -s prod", "gray abort -s prod --to v1 --to cart=stable"],
  exitCodes: { done: "done and recorded", failed: "something of it could not be done" },
  run: async (options) => ((await abort(options)) ? "done" : "failed"),
});

interface Options {
  readonly stack: string;
  readonly to: readonly string[];
  readonly force: true | undefined;
  readonly record: boolean;
}

async function abort({ stack, to, force, record }: Options): Promise<boolean> {
  const began = performance.now();
  const file = stackFile(stack);
  const opened = await openStack(stack);
  try {
    const { settings, clusters } = opened;
    const targets = abortTargets(settings.release, settings.clusters, to);
    const changes = abortChanges(readStackFile(file), settings, targets);
    const edited = editStackFile(file, changes);
    const parsed = parseConfig(edited.config, { blueprints });
    if ("problems" in parsed) throw new Error(`${file}: ${formatProblems(parsed.problems)}`);
    const before = planRelease(settings.release, settings.clusters).clusters;
    const after = planRelease(parsed.settings.release, parsed.settings.clusters).clusters;
    const braked = clusters.flatMap(({ client }, i) => {
      const [was, is] = [before[i], after[i]];
      return was && is ? [{ client, before: was, after: is }] : [];
    });
    const outcomes = await pullBrake(braked, targets, { force: force ?? false });
    say(told(targets, outcomes, performance.now() - began));
    const whole = outcomes.every(({ failure }) => failure === undefined);
    if (!record) return whole;
    edited.write();
    say(`${file} holds the same weights now.`);
    const asPlanned = outcomes.every((one) => one.asPlanned);
    return (await recordAbort(stack, asPlanned && whole, say)) && whole;
  } finally {
    opened.close();
  }
}

function told(
  targets: readonly AbortTarget[],
  outcomes: readonly BrakeOutcome[],
  milliseconds: number,
): string {
  const where = targets.map(({ service, version }) => `${service} to ${version}`).join(", ");
  const head =
    targets.length === 0
      ? "Every service is on one version by its weights already."
      : `All traffic of ${where}.`;
  const seconds = (milliseconds / 1000).toFixed(2);
  const lines = outcomes.map(({ cluster, written, failure }) => {
    const done = written.length === 0 ? "no route had to move" : `wrote ${written.join(", ")}`;
    return failure === undefined
      ? `  ${cluster}: ${done}`
      : `  ${cluster}: NOT DONE, ${failure}. Run gray abort again, or mend the cluster first`;
  });
  return [head, ...lines, `Routes written after ${seconds} s.`].join("\n");
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
