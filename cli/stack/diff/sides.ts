/** Reads the stacks of two checkouts, or of one and of what it applied last, for a comparison. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { StackSides } from "../../../model/diff/compare";
import { brokenLimits, refusedChanges } from "../../../model/diff/refused";
import {
  appliedSnapshot,
  orderOf,
  plannedSnapshot,
  type Snapshot,
} from "../../../model/diff/snapshot";
import { declaredRollout } from "../../../model/diff/rollout";
import type { ComparedSettings } from "../../../model/diff/settings";
import type { Manifest } from "../../../model/manifests/metadata";
import { planRelease, type ReleasePlan } from "../../../model/plan/plan";
import { asFinding } from "../../../model/preflight/finding";
import { stackFileName, stackOf } from "../../../model/project";
import { readChecked, type FileFinding, type ReadFile } from "../check-file";
import { readStackText } from "../file";
import { presetsOf } from "../program";

/** What a stack was before, as far as it is known. */
interface Before {
  /** Left out: the stack is new. */
  readonly snapshot?: Snapshot;
  /** Left out: only its objects are known. */
  readonly settings?: ComparedSettings;
  readonly findings: readonly FileFinding[];
  /** Why it is not known. */
  readonly unreadable?: string;
}

/**
 * The names of the stacks to compare: the given ones, else all that have a file in one of the
 * folders.
 *
 * @throws Error where a given one has no file in any of them, or where there is none at all
 */
export function stackNames(given: readonly string[], folders: readonly string[]): string[] {
  for (const file of given.map(stackFileName))
    // The same words as any other command has for it.
    if (!folders.some((folder) => existsSync(join(folder, file)))) readStackText(file);
  if (given.length > 0) return [...new Set(given)];
  const found = folders
    .flatMap((folder) => readdirSync(folder))
    .flatMap((file) => stackOf(file) ?? []);
  if (found.length === 0) throw new Error("there is no Pulumi.<stack>.yaml in this folder");
  return [...new Set(found)].sort();
}

/** A stack of this folder, and the same stack of another checkout. */
export function sidesOfCheckouts(stack: string, base: string): StackSides {
  return sidesOfFiles(stack, readStack(base, stack), readStack(".", stack));
}

/**
 * A stack by its two files.
 *
 * @param before left out: the stack is new
 * @param now left out: the stack goes
 */
export function sidesOfFiles(
  stack: string,
  before: ReadFile | undefined,
  now: ReadFile | undefined,
): StackSides {
  if (!before) return sidesOf(stack, { findings: [] }, now);
  const { settings, findings } = before;
  if (!settings)
    return sidesOf(stack, { findings, unreadable: "its file had mistakes before" }, now);
  return sidesOf(stack, { snapshot: plannedSnapshot(planOf(settings)), settings, findings }, now);
}

/** A stack of this folder, and what it applied last. */
export function sidesOfState(
  stack: string,
  applied: ReadonlyMap<string, readonly Manifest[]>,
): StackSides {
  const snapshot = applied.size > 0 && { snapshot: appliedSnapshot(applied) };
  return sidesOf(stack, { ...snapshot, findings: [] }, readStack(".", stack));
}

function sidesOf(stack: string, before: Before, now: ReadFile | undefined): StackSides {
  const settings = now?.settings;
  const plan = settings && planOf(settings);
  const rollout = settings && declaredRollout(settings.release);
  const unreadable = now && !plan ? "its file has mistakes" : before.unreadable;
  const after = plan && plannedSnapshot(plan);
  const errors = (now?.findings ?? []).filter(({ severity }) => severity === "error");
  const { snapshot } = before;
  const refused = plan && snapshot ? refusedChanges(snapshot, plan).map(asFinding) : [];
  const broken =
    plan && snapshot && settings ? brokenLimits(snapshot, plan, settings, new Date()) : [];
  return {
    stack,
    ...(unreadable !== undefined && { unreadable }),
    ...(before.snapshot && { before: before.snapshot }),
    ...(after && { after }),
    ...(before.settings && settings && { settings: { before: before.settings, after: settings } }),
    ...(rollout && { rollout }),
    order: plan ? orderOf(plan) : [],
    readySeconds: settings?.ready ?? 0,
    // An update stops for limits that the file itself breaks, too, although it has settings.
    forbidden: [
      ...refused,
      ...broken.filter(({ severity }) => severity === "error"),
      ...(plan ? errors : []),
    ],
    findings: [
      ...broken
        .filter(({ severity }) => severity !== "error")
        .map((finding) => ({ finding, isNew: true })),
      ...(plan ? (now?.findings ?? []).filter((one) => !errors.includes(one)) : errors).map(
        (finding) => ({
          finding,
          isNew: !before.findings.some((known) => isSame(known, finding)),
        }),
      ),
    ],
  };
}

/** The same mistake may stand at another line now. */
function isSame(one: FileFinding, other: FileFinding): boolean {
  return one.code === other.code && one.path === other.path && one.given === other.given;
}

function readStack(folder: string, stack: string): ReadFile | undefined {
  const here = folder === ".";
  const file = here ? stackFileName(stack) : join(folder, stackFileName(stack));
  if (!existsSync(file)) return undefined;
  return readChecked(file, readStackText(file), here ? undefined : presetsOf(folder));
}

function planOf({ release, clusters }: NonNullable<ReadFile["settings"]>): ReleasePlan {
  return planRelease(release, clusters);
}
