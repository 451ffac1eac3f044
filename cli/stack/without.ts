/** Prepares a run of the engine that leaves clusters of a stack out. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askPulumi } from "../../engine/pulumi";
import { leftOutVariable } from "../../operations/without/left-out";
import type { StateResource } from "../../operations/without/resources";
import { leaving, type LeavingQuestion } from "../../operations/without/state";

/** What the engine needs for such a run. */
export interface WithoutRun {
  /** Options of `pulumi up` and `pulumi preview`. */
  readonly options: readonly string[];
  /** Variables for the program. */
  readonly env: Readonly<Record<string, string>>;
  /** Removes what the program read; such a run can't be repeated by hand then. */
  readonly remove: () => void;
}

/**
 * Reads from the stack's state what the clusters have, and writes for the program what it must know
 * of it: names of objects, and no values.
 *
 * @throws RefusalError where the state does not allow it
 * @throws Error that says why the state can't be read
 */
export async function prepareWithout(question: LeavingQuestion): Promise<WithoutRun> {
  const text = await askPulumi("stack", "export", "--stack", question.stack);
  const { deployment } = JSON.parse(text) as {
    readonly deployment?: { readonly resources?: readonly StateResource[] | null };
  };
  const { told, exclude } = leaving(deployment?.resources ?? [], question);
  const folder = mkdtempSync(join(tmpdir(), "gray-without-"));
  const file = join(folder, "left-out.json");
  writeFileSync(file, JSON.stringify(told), { mode: 0o600 });
  return {
    options: exclude.flatMap((urn) => ["--exclude", urn]),
    env: { [leftOutVariable]: file },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
