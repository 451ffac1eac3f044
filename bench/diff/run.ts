// Measures how long `gray diff` takes on changes of a large fleet, and how long its reports are; no lab.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { timed } from "../check/run";
import type { Machine } from "../machine";
import { summarize, type Summary } from "../statistics";
import { fleet, fleetChanges } from "./changes";

/** One change. */
export interface Compared {
  readonly kind: string;
  readonly seconds: Summary;
  /** Seconds of CPU, which other load on the machine changes least. */
  readonly cpu: Summary;
  /** Characters of the report. */
  readonly characters: number;
  /** How the report begins: its first lines. */
  readonly begins: readonly string[];
}

/** What was measured. */
export interface DiffResults {
  readonly machine: Pick<Machine, "date" | "cores" | "node" | "load">;
  readonly fleet: typeof fleet;
  readonly rounds: number;
  readonly changes: readonly Compared[];
}

/**
 * Compares each change; the first run of each is not counted, since it compiles the command.
 *
 * @throws Error where one can't be compared
 */
export function runDiffs(rounds: number): DiffResults {
  const folder = mkdtempSync(join(tmpdir(), "gray-diff-bench-"));
  const load = Math.round((loadavg()[0] ?? 0) * 10) / 10;
  try {
    const [base, here] = ["base", "here"].map((name) => join(folder, name)) as [string, string];
    [base, here].forEach((one) => mkdirSync(one));
    const changes = fleetChanges().map(({ kind, before, after }): Compared => {
      writeFileSync(join(base, "Pulumi.fleet.yaml"), before);
      writeFileSync(join(here, "Pulumi.fleet.yaml"), after);
      const compare = () => timed(["diff", "--base", join("..", "base")], here);
      const { stdout } = compare();
      const runs = Array.from({ length: rounds }, compare);
      return {
        kind,
        seconds: summarize(runs.map(({ seconds }) => seconds)),
        cpu: summarize(runs.map(({ cpu }) => cpu)),
        characters: stdout.length,
        begins: stdout
          .split("\n")
          .filter((line) => line !== "")
          .slice(0, 12),
      };
    });
    const date = new Date().toISOString().slice(0, 10);
    const machine = { date, cores: cpus().length, node: process.version, load };
    return { machine, fleet, rounds, changes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
