// Runs and times one weight change, and checks that it changed nothing else.
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Memory, MemorySampler } from "./memory";
import { environment, stack, type Engine, type Program } from "./program";

/** One measured weight change. */
export interface WeightChange {
  /** From the start of `pulumi` to its end, without the settling. */
  readonly seconds: number;
  /** Seconds of these in which the program waited for the proxies; 0 for one that does not. */
  readonly settling: number;
  /** Only where a sampler watched. */
  readonly memory?: Memory;
}

/** The CLI knows `--event-log` only with it, as the Automation API uses it. */
const eventLog = { PULUMI_DEBUG_COMMANDS: "true" };

/** What a weight change does, and nothing else. */
const expected = ["update VirtualService", "update VirtualService"];

/**
 * Runs the `pulumi up` of a weight change and looks into the engine's events whether it did just
 * that.
 *
 * @throws Error if it failed or did anything else: its time would mean nothing
 */
export async function weightChange(
  program: Program,
  engine: Engine,
  env: Readonly<Record<string, string>>,
  sampler?: MemorySampler,
): Promise<WeightChange> {
  const events = join(dirname(program.configFile), "events.json");
  rmSync(events, { force: true });
  const args = ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", stack];
  const files = ["--config-file", program.configFile, "--event-log", events];
  const started = process.hrtime.bigint();
  const { code, output, memory } = await run(
    engine.tools.pulumi,
    [...args, ...files],
    { cwd: program.folder, env: { ...process.env, ...environment(engine), ...eventLog, ...env } },
    engine.signal,
    sampler,
  );
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  engine.signal.throwIfAborted();
  if (code !== 0) throw new Error(`The weight change of ${program.project} failed:\n${output}`);
  const steps = changes(readFileSync(events, "utf8"));
  if (JSON.stringify(steps) !== JSON.stringify(expected))
    throw new Error(
      `The weight change of ${program.project} did [${steps.join(", ")}] instead of [${expected.join(", ")}].`,
    );
  const settling = settlingOf(output);
  return { seconds: seconds - settling, settling, ...(memory && { memory }) };
}

/** The time from the last route's record until all proxies had it, as the program reports it. */
function settlingOf(output: string): number {
  return Number(/Proxies took routes after ([\d.]+) s/.exec(output)?.[1] ?? 0);
}

interface EngineEvent {
  readonly resOutputsEvent?: { readonly metadata: { readonly op: string; readonly type: string } };
}

/** The operations of an update that changed something, as `<op> <kind>`. */
function changes(log: string): string[] {
  return log
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => (JSON.parse(line) as EngineEvent).resOutputsEvent?.metadata ?? [])
    .filter(({ op }) => op !== "same")
    .map(({ op, type }) => `${op} ${type.split(":").at(-1)}`);
}

function run(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
  signal: AbortSignal,
  sampler?: MemorySampler,
): Promise<{ code: number | null; output: string; memory?: Memory }> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const interrupt = () => child.kill("SIGINT");
    signal.addEventListener("abort", interrupt, { once: true });
    const sampling = child.pid === undefined ? undefined : sampler?.watch(child.pid);
    let output = "";
    const take = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("error", fail);
    child.once("close", (code) => {
      signal.removeEventListener("abort", interrupt);
      done({ code, output, ...(sampling && { memory: sampling.stop() }) });
    });
  });
}
