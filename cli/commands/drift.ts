import { Command, Option } from "commander";
import { fieldManager } from "../../kubernetes/connect";
import { readLive } from "../../kubernetes/live-objects";
import { takeOver, type TakeOver } from "../../operations/drift/take-back";
import { withoutOthersClaims } from "../../operations/drift/fields-released";
import { compare, findDrift, type Drift } from "../../operations/drift/decide";
import { objectName, type LiveObject } from "../../model/live-object";
import { driftAdvice, driftText } from "../../operations/drift/report";
import { stageOrder } from "../../model/plan/order";
import { manifests, planRelease } from "../../model/plan/plan";
import { openStack, type StackCluster, type StackClusters } from "../stack/clusters";
import { readApplied, type AppliedObjects } from "../stack/state";

interface Options {
  readonly stack: string;
  readonly output: "table" | "json";
  readonly takeOver?: boolean;
}

/** What is known of a cluster. */
interface Looked extends StackCluster {
  readonly drift: readonly Drift[];
  /** Objects without drift of which somebody else holds fields, too. */
  readonly held: readonly LiveObject[];
}

/** Exit codes, as `gray check` has them. */
const found = 1;
const failed = 2;

/**
 * `gray drift`: what another hand changed of a stack's objects, in all of its clusters: compared with what was applied
 * last, by the stack's state. On request it is taken back.
 */
export function driftCommand(): Command {
  return new Command("drift")
    .description("name what another hand changed in the clusters of a stack, or take it back")
    .option("-s, --stack <name>", "a stack by its name (Pulumi.<name>.yaml)", "dev")
    .option("--take-over", "write again what was applied last, and hold it alone")
    .addOption(
      new Option("-o, --output <form>", "table for people, json for programs")
        .choices(["table", "json"])
        .default("table"),
    )
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing changed, or taken back; 1 something changed; 2 could not look or take back." +
        "\n\nExamples:\n  gray drift -s prod\n  gray drift -s prod --take-over",
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : failed))
    .action(async (options: Options, command: Command) => {
      try {
        process.exitCode = await drift(options);
      } catch (error) {
        command.error(`gray drift: ${(error as Error).message}`, { exitCode: failed });
      }
    });
}

async function drift({ stack, output, takeOver: back }: Options): Promise<number> {
  const opened = await openStack(stack);
  try {
    const known = await lastApplied(stack, opened);
    const looked = await Promise.all(opened.clusters.map((one) => look(one, known)));
    const drift = looked.flatMap((one) => one.drift);
    if (back && known.why !== undefined)
      throw new Error(
        `can't take anything back, since what was applied last is not known: ${known.why}`,
      );
    if (back) await giveBack(stack, opened, looked);
    process.stdout.write(
      output === "json"
        ? `${JSON.stringify({ stack, comparedWith: known.from, drift, takenBack: back === true }, undefined, 2)}\n`
        : text({ stack, known, looked, back: back === true }),
    );
    return drift.length > 0 && !back ? found : 0;
  } finally {
    opened.close();
  }
}

/** What clusters are compared with: the state or, where it can't be read, the declaration. */
interface Known {
  readonly from: "applied" | "declared";
  readonly objects: AppliedObjects;
  /** Why it is not the state. */
  readonly why?: string;
}

async function lastApplied(stack: string, { settings }: StackClusters): Promise<Known> {
  try {
    return { from: "applied", objects: await readApplied(stack) };
  } catch (error) {
    const { clusters } = planRelease(settings.release, settings.clusters);
    const declared = clusters.map((plan) => [plan.cluster.name, manifests(plan)] as const);
    return { from: "declared", objects: new Map(declared), why: (error as Error).message };
  }
}

async function look({ cluster, client }: StackCluster, known: Known): Promise<Looked> {
  const declared = known.objects.get(cluster.name) ?? [];
  const live = await readLive(client, declared).catch((error: Error) => {
    throw new Error(`cluster ${cluster.name}: ${error.message}`, { cause: error });
  });
  const applied = known.from === "applied";
  const drift = findDrift({
    cluster: cluster.name,
    compared: compare(declared, live),
    applied,
    manager: fieldManager,
  });
  const drifted = new Set(drift.map(({ object }) => object));
  const held = live.filter(
    (object) => !drifted.has(objectName(object)) && withoutOthersClaims(object, fieldManager),
  );
  return { cluster, client, drift, held };
}

async function giveBack(
  stack: string,
  { settings }: StackClusters,
  looked: readonly Looked[],
): Promise<void> {
  const applied = await readApplied(stack, { secrets: true });
  const parts = looked.map(({ cluster: { name }, client, drift, held }): TakeOver => {
    const drifted = new Set(drift.map(({ object }) => object));
    const objects = applied.get(name) ?? [];
    return {
      cluster: name,
      client,
      objects: objects.filter((object) => drifted.has(objectName(object))),
      held,
    };
  });
  const { release, settle } = settings;
  await takeOver(parts, { order: stageOrder(release), settleSeconds: settle.seconds });
}

function text(about: {
  readonly stack: string;
  readonly known: Known;
  readonly looked: readonly Looked[];
  readonly back: boolean;
}): string {
  const { stack, known, looked, back } = about;
  const drift = looked.flatMap((one) => one.drift);
  const base = known.from === "applied" ? "what was applied last" : "what the stack file declares";
  const head =
    drift.length === 0
      ? `Nothing of stack ${stack} was changed by another hand.`
      : `Another hand changed what stack ${stack} owns. From: ${base}; to: what ${back ? "was" : "is"} there.`;
  return [
    ...(known.why === undefined ? [] : [`What was applied last is not known: ${known.why}.`]),
    head,
    ...(drift.length > 0 ? [driftText(drift)] : []),
    ...heldText(looked, back),
    ...(back && drift.length > 0 ? ["All of it was taken back."] : []),
    ...(drift.length > 0 && !back ? [driftAdvice(drift, stack)] : []),
  ]
    .join("\n\n")
    .concat("\n");
}

function heldText(looked: readonly Looked[], back: boolean): string[] {
  const held = looked.flatMap(({ cluster, held }) =>
    held.map((object) => `${objectName(object)} in cluster ${cluster.name}`),
  );
  if (held.length === 0) return [];
  return [
    back
      ? `Fields that others held, too, are the stack's alone now: ${held.join(", ")}.`
      : `Others hold fields that are the stack's, too, with its values: ${held.join(", ")}. ` +
        "An update that changes them would be refused; --take-over makes them the stack's alone.",
  ];
}
