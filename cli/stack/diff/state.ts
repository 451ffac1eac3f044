/** Asks state, clusters and engine about a stack, for a comparison. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runPulumi } from "../../../engine/pulumi";
import { readEngineEvents, type EngineFacts } from "../../../model/diff/engine-events";
import type { DriftFact, StateFacts } from "../../../model/diff/report/state";
import { show } from "../../../model/problem";
import type { Drift } from "../../../operations/drift/decide";
import { allDrift } from "../../../operations/drift/report";
import { driftOf } from "../../../operations/drift/run";
import { openClusters } from "../clusters";
import { readApplied, type AppliedObjects } from "../state";

/** How a stack is asked about. */
export interface StateQuestion {
  readonly stack: string;
  /** What it applied last. */
  readonly applied: AppliedObjects;
  /** Folders of policy packs, relative to the current folder. */
  readonly policyPacks: readonly string[];
}

/**
 * The drift in all clusters of a stack, and what the engine's preview says. Nothing is changed.
 *
 * @throws Error where the engine can't be started
 */
export async function askState({
  stack,
  applied,
  policyPacks,
}: StateQuestion): Promise<StateFacts> {
  // A stack that was never applied has nothing that somebody could have changed.
  const look = applied.size === 0 ? { drift: [], unread: [] } : await driftIn(stack);
  return { stack, ...look, engine: await preview(stack, policyPacks) };
}

async function driftIn(stack: string): Promise<Pick<StateFacts, "drift" | "unread">> {
  const { settings, clusters, close } = openClusters(stack);
  try {
    const clients = clusters.map(({ client }) => client);
    const read = (secrets: boolean) => readApplied(stack, { secrets });
    const found = await driftOf({ stack, settings, clients, readApplied: read }, false);
    return { drift: allDrift(found).map(driftFact), unread: found.unread };
  } finally {
    close();
  }
}

/** Fields whose live values a report may show: others may hold secrets. */
const shown = /(\.weight|\.replicas|\.image|\.subset|\.mode|Replicas)$/;

function driftFact({ cluster, object, kind, path, from, to, manager }: Drift): DriftFact {
  const words: Readonly<Record<Drift["kind"], string>> = {
    changed: path !== undefined && shown.test(path) ? `${show(from)} => ${show(to)}` : "changed",
    removed: "removed",
    held: "the same value, but owned by both: an update can't change it",
    deleted: "deleted",
    foreign: "it was there before this stack",
  };
  return {
    ...{ cluster, object, what: words[kind] },
    ...(path !== undefined && { path }),
    ...(manager !== undefined && { manager }),
  };
}

/**
 * Runs a preview, and reads the engine's event stream: it has policy findings, which the output of
 * `--json` lacks. The CLI knows `--event-log` only with this variable, as Pulumi's Automation API
 * sets it.
 */
async function preview(stack: string, policyPacks: readonly string[]): Promise<EngineFacts> {
  const folder = mkdtempSync(join(tmpdir(), "gray-diff-"));
  const file = join(folder, "events.jsonl");
  try {
    const packs = policyPacks.flatMap((one) => ["--policy-pack", resolve(one)]);
    const args = ["preview", "--stack", stack, "--event-log", file, ...packs];
    const { code, stderr } = await runPulumi("pulumi", args, {
      env: { PULUMI_DEBUG_COMMANDS: "true" },
    });
    const facts = readEngineEvents(textOf(file));
    if (code === 0 || facts.errors.length > 0 || facts.policies.length > 0) return facts;
    const why = stderr.trim().split("\n").slice(-3).join(" ");
    return { ...facts, errors: [why || `pulumi preview ended with ${code}`] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An engine that stops at once writes no file. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
