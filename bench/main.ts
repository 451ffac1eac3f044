import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";

interface Options {
  readonly runs: number;
  readonly folder: string;
  readonly name: string;
}

const log = (line: string) => void process.stderr.write(`${line}\n`);

new Command("bench")
  .description(
    "Measure a weight change beside bare Pulumi programs, its memory, and the planner alone. " +
      "Brings up a lab of its own and takes it down again; close what else uses the machine.",
  )
  .option("--runs <count>", "measured runs of each program", count, 9)
  .option(
    "--folder <path>",
    "folder for the programs and their state, of which nothing stays",
    join(__dirname, ".work"),
  )
  .option(
    "--name <name>",
    "name of the results below bench/results",
    new Date().toISOString().slice(0, 10),
  )
  .action(bench)
  .parseAsync()
  .catch((error: Error) => {
    const interrupted = error.name === "AbortError";
    log(interrupted ? "Interrupted; nothing was written." : error.message);
    process.exitCode = interrupted ? 130 : 1;
  });

async function bench({ runs, folder, name }: Options): Promise<void> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  // Once: a second Ctrl-C ends the process at once, and the lab with it.
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const { signal } = interrupted;
  const { down } = await import("../lab/lab.js");
  mkdirSync(resolve(folder), { recursive: true });
  const work = mkdtempSync(join(resolve(folder), "run-"));
  const state = mkdtempSync(join(tmpdir(), "gray-bench-lab-"));
  try {
    const results = await measure(work, state, runs, signal);
    const { markdown } = await import("./report.js");
    const path = join(__dirname, "results", name);
    mkdirSync(join(__dirname, "results"), { recursive: true });
    writeFileSync(`${path}.json`, `${JSON.stringify(results, undefined, 2)}\n`);
    writeFileSync(`${path}.md`, markdown(results));
    process.stdout.write(`\n${markdown(results)}\n`);
    log(`Written to ${path}.md and .json`);
  } finally {
    log("Taking the lab down");
    await down({ folder: state, wipe: true });
    rmSync(work, { recursive: true, force: true });
    process.removeListener("SIGINT", interrupt).removeListener("SIGTERM", interrupt);
  }
}

async function measure(work: string, state: string, runs: number, signal: AbortSignal) {
  const { describeMachine } = await import("./machine.js");
  const { openBackend } = await import("../scripts/backend.js");
  const { ensureToolchain } = await import("../tools/toolchain.js");
  const { pulumi } = await import("./program.js");
  const tools = await ensureToolchain({ log });
  const engine = { tools, backend: openBackend(join(work, "state")), signal };
  const machine = await describeMachine(await pulumi(engine, ["version"], work));

  const { measurePlanner } = await import("./planner.js");
  log("Measuring the planner alone");
  const planner = await measurePlanner(runs, signal);

  const { up } = await import("../lab/lab.js");
  const { clusters } = await up({ folder: state, attached: true, onProgress: log, signal });
  const { deployAll } = await import("./contenders.js");
  const { contenders, objects } = await deployAll(work, clusters, engine, log);
  const { measureAll } = await import("./measure.js");
  const measured = await measureAll(contenders, runs, log);
  const { toResults } = await import("./results.js");
  return toResults(machine, objects, measured, planner);
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError("a whole number of at least 1 is wanted");
  return value;
}
