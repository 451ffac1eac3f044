import { fieldManager } from "../../kubernetes/connect";
import { readLive } from "../../kubernetes/live-objects";
import { takeOver, type TakeOver } from "../../operations/drift/take-back";
import { withoutOthersClaims } from "../../operations/drift/fields-released";
import { compare, findDrift, type Drift } from "../../operations/drift/decide";
import { objectName, type LiveObject } from "../../model/live-object";
import { driftAdvice, driftText } from "../../operations/drift/report";
import { stageOrder } from "../../model/plan/order";
import { manifests, planRelease } from "../../model/plan/plan";
import { defineCommand } from "../frame/command";
import type { Outcome } from "../frame/exit-codes";
import { flag, outputOption, stackOption } from "../frame/options";
import { openStack, type StackCluster, type StackClusters } from "../stack/clusters";
import { readApplied, type AppliedObjects } from "../stack/state";

/**
 * `gray drift`: what another field manager changed of a stack's objects, in all of its clusters, compared with what was
 * applied last, by the stack's state. With `--take-over` the command takes the changes back.
 */
export const driftCommand = defineCommand({
  name: "drift",
  description:
    "name what another field manager changed in the clusters of a stack, or take it back",
  options: {
    stack: stackOption,
    takeOver: flag("--take-over", "write again what was applied last, and hold it alone"),
    output: outputOption(["table", "json"], "table"),
  },
  examples: ["gray drift -s prod", "gray drift -s prod --take-over"],
  exitCodes: {
    done: "nothing changed, or taken back",
    found: "something changed",
    failed: "could not look or take back",
  },
  run: drift,
});

interface Options {
  readonly stack: string;
  readonly output: "table" | "json";
  readonly takeOver: true | undefined;
}

/** What is known of a cluster. */
interface Looked extends StackCluster {
  readonly drift: readonly Drift[];
  /** Objects without drift of which somebody else holds fields, too. */
  readonly held: readonly LiveObject[];
}

async function drift({ stack, output, takeOver: back }: Options): Promise<Outcome> {
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
    return drift.length > 0 && !back ? "found" : "done";
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
