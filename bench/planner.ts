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
  for (let i = 0; i < runs; i += 1) results.push(await runCase(signal));
  return {
    runs,
    manifests: results[0]?.manifests ?? 0,
    parse: summarize(results.map(({ parse }) => parse)),
    plan: summarize(results.map(({ plan }) => plan)),
    both: summarize(results.map(({ parse, plan }) => parse + plan)),
  };
}

function runCase(signal: AbortSignal): Promise<PlannerRun> {
  const args = ["--require", "tsx/cjs", join(__dirname, "planner-case.ts")];
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], signal });
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
