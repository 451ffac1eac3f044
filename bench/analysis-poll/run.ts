// Measures polls of 100 services at three real metrics servers; no lab.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { ensureToolchain } from "../../tools/toolchain";
import type { Machine } from "../machine";
import { summarize, type Summary } from "../statistics";
import { size } from "./mesh";
import type { PollerOptions, PollerResult } from "./poller";
import { fillServers } from "./servers";

/** What was measured. */
export interface PollResults {
  readonly machine: Pick<Machine, "date" | "cores" | "node" | "load">;
  readonly size: typeof size;
  /** How many scrapes each server has. */
  readonly scrapes: number;
  /** Series of each server. */
  readonly series: number;
  readonly requests: number;
  /** Milliseconds of the first poll of a process, which also fixes the bounds of slow answers. */
  readonly first: number;
  /** Milliseconds of the others. */
  readonly others: Summary;
  /** Milliseconds of CPU of the polling process, without the servers. */
  readonly cpu: Summary;
  /** MiB of the polling process: before its first poll, and at most. */
  readonly before: number;
  readonly peak: number;
}

/**
 * @param polls how many, after the first one
 * @param scrapes how many the servers have; a poll looks back for 61 of them
 */
export async function runPolls(polls: number, scrapes = 61): Promise<PollResults> {
  const load = Math.round((loadavg()[0] ?? 0) * 10) / 10;
  const folder = mkdtempSync(join(tmpdir(), "gray-poll-bench-"));
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const { prometheus } = await ensureToolchain({ need: ["prometheus"] });
  try {
    const servers = await fillServers(prometheus, folder, { scrapes, log });
    try {
      const bundle = join(folder, "poller.cjs");
      buildSync({
        entryPoints: [join(__dirname, "poller.ts")],
        ...{ outfile: bundle, bundle: true, platform: "node", logLevel: "error" },
      });
      const { urls, lastMs, series } = servers;
      const options: PollerOptions = { urls, lastMs, polls: polls + 1 };
      const text = execFileSync(process.execPath, [bundle, JSON.stringify(options)]);
      const { times, cpu, ...rest } = JSON.parse(text.toString()) as PollerResult;
      const [first = 0, ...others] = times;
      const date = new Date().toISOString().slice(0, 10);
      return {
        machine: { date, cores: cpus().length, node: process.version, load },
        ...{ size, scrapes, series, first, ...rest },
        others: summarize(others),
        cpu: summarize(cpu.slice(1)),
      };
    } finally {
      servers.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
