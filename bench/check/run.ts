// Measures how long `gray check` takes on stack files of many kinds, beside `gray --version`; no lab.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Machine } from "../machine";
import { ratios, summarize, type Summary } from "../statistics";
import { stackFiles } from "./kinds";

/** The check of one stack file. */
export interface Checked {
  readonly kind: string;
  /** Whether the check found a mistake. */
  readonly mistakes: boolean;
  /** Seconds of the whole command. */
  readonly seconds: Summary;
  /** Over `gray --version`, round by round. */
  readonly ratio: Summary;
}

/** What was measured. */
export interface CheckResults {
  readonly machine: Pick<Machine, "date" | "cores" | "node" | "load">;
  readonly rounds: number;
  /** Seconds of `gray --version`. */
  readonly version: Summary;
  readonly checks: readonly Checked[];
}

const gray = resolve(__dirname, "../../cli/gray.cjs");

/**
 * Checks each stack file beside a `gray --version` right before it, so that both share what else the
 * machine does. The first of each is not counted: it compiles the command.
 *
 * @throws Error where a check could not be made
 */
export function runChecks(rounds: number): CheckResults {
  const folder = mkdtempSync(join(tmpdir(), "gray-check-"));
  const load = Math.round((loadavg()[0] ?? 0) * 10) / 10;
  try {
    const files = [...stackFiles()].map(([kind, text], i) => {
      const file = join(folder, `Pulumi.kind-${i}.yaml`);
      writeFileSync(file, text);
      return { kind, file };
    });
    timed(["--version"], folder);
    const versions: number[] = [];
    const checks = files.map(({ kind, file }): Checked => {
      const { code } = timed(["check", "-f", file], folder);
      const times = Array.from({ length: rounds }, () => {
        const version = timed(["--version"], folder).seconds;
        return { version, check: timed(["check", "-f", file], folder).seconds };
      });
      versions.push(...times.map(({ version }) => version));
      const seconds = times.map(({ check }) => check);
      return {
        kind,
        mistakes: code === 1,
        seconds: summarize(seconds),
        ratio: ratios(
          seconds,
          times.map(({ version }) => version),
        ),
      };
    });
    const date = new Date().toISOString().slice(0, 10);
    const machine = { date, cores: cpus().length, node: process.version, load };
    return { machine, rounds, version: summarize(versions), checks };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @throws Error where the command neither succeeds nor finds mistakes */
function timed(args: readonly string[], cwd: string): { seconds: number; code: number } {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [gray, ...args], { cwd });
  const seconds = (performance.now() - began) / 1000;
  if (status !== 0 && status !== 1)
    throw new Error(`gray ${args.join(" ")} ended with ${status}: ${stderr.toString()}`);
  return { seconds, code: status };
}
