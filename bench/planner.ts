// Measures the planner alone, each time in a fresh process.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { summarize, type Summary } from "./statistics";

/** Milliseconds that one fresh process took. */
export interface PlannerRun {
  /** Config in, checked release out. */
  readonly parse: number;
  /** The plan and the manifests of all clusters. */
  readonly plan: number;
  readonly manifests: number;
}

/** The planner alone at 100 clusters × 50 services × 3 versions, in milliseconds. */
export interface PlannerFigures {
  readonly runs: number;
  readonly manifests: number;
  readonly parse: Summary;
  readonly plan: Summary;
  readonly both: Summary;
}

/** Measures in a fresh process each time, as a user meets it: nothing is warm. */
export async function measurePlanner(runs: number, signal: AbortSignal): Promise<PlannerFigures> {
  const results: PlannerRun[] = [];
  for (let i = 0; i < runs; i += 1) results.push(await runPlannerCase(signal));
  return {
    runs,
    manifests: results[0]?.manifests ?? 0,
    parse: summarize(results.map(({ parse }) => parse)),
    plan: summarize(results.map(({ plan }) => plan)),
    both: summarize(results.map(({ parse, plan }) => parse + plan)),
  };
}

/**
 * The planner's case once, in a fresh process.
 *
 * @param checkout folder of the checkout whose planner is measured
 */
export function runPlannerCase(
  signal: AbortSignal,
  checkout: string = join(__dirname, ".."),
): Promise<PlannerRun> {
  const args = ["--require", "tsx/cjs", join(checkout, "bench/planner-case.ts")];
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, {
      cwd: checkout,
      stdio: ["ignore", "pipe", "pipe"],
      signal,
    });
    let output = "";
    let complaint = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
    child.once("error", fail);
    child.once("close", (code) => {
      if (code === 0) done(JSON.parse(output) as PlannerRun);
      else fail(new Error(`The planner's case failed:\n${complaint}`));
    });
  });
}
