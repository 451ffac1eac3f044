// Measures how long `gray check` takes on stack files of many kinds, beside `gray --version`; no lab.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  /** Seconds of CPU, which other load on the machine changes least. */
  readonly cpu: Summary;
  /** Over `gray --version`, round by round. */
  readonly ratio: Summary;
}

/** What was measured. */
export interface CheckResults {
  readonly machine: Pick<Machine, "date" | "cores" | "node" | "load">;
  readonly rounds: number;
  /** Seconds of `gray --version`. */
  readonly version: Summary;
  /** Its seconds of CPU. */
  readonly versionCpu: Summary;
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
    const versions: Timed[] = [];
    const checks = files.map(({ kind, file }): Checked => {
      const { code } = timed(["check", "-f", file], folder);
      const times = Array.from({ length: rounds }, () => {
        const version = timed(["--version"], folder);
        return { version, check: timed(["check", "-f", file], folder) };
      });
      versions.push(...times.map(({ version }) => version));
      const seconds = times.map(({ check }) => check.seconds);
      const bare = times.map(({ version }) => version.seconds);
      const cpu = summarize(times.map(({ check }) => check.cpu));
      return {
        ...{ kind, mistakes: code === 1, cpu },
        ...{ seconds: summarize(seconds), ratio: ratios(seconds, bare) },
      };
    });
    const date = new Date().toISOString().slice(0, 10);
    const machine = { date, cores: cpus().length, node: process.version, load };
    const version = summarize(versions.map(({ seconds }) => seconds));
    const versionCpu = summarize(versions.map(({ cpu }) => cpu));
    return { machine, rounds, version, versionCpu, checks };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One run of the command. */
export interface Timed {
  readonly seconds: number;
  readonly cpu: number;
  readonly code: number;
  /** What it printed. */
  readonly stdout: string;
}

/**
 * Runs `gray` in a folder.
 *
 * @throws Error where the command neither succeeds nor finds mistakes
 */
export function timed(args: readonly string[], cwd: string): Timed {
  const cpuFile = join(cwd, "cpu");
  const env = {
    ...process.env,
    NODE_OPTIONS: `--require ${join(__dirname, "cpu.cjs")}`,
    GRAY_BENCH_CPU: cpuFile,
  };
  const began = performance.now();
  const options = { cwd, env, maxBuffer: 2 ** 28 };
  const { status, stdout, stderr } = spawnSync(process.execPath, [gray, ...args], options);
  const seconds = (performance.now() - began) / 1000;
  if (status !== 0 && status !== 1)
    throw new Error(`gray ${args.join(" ")} ended with ${status}: ${stderr.toString()}`);
  const cpu = Number(readFileSync(cpuFile, "utf8"));
  return { seconds, cpu, code: status, stdout: stdout.toString() };
}
