// The command `mesh-load`: plays a mesh load until Ctrl-C, and prints what it does.
import { type Command, InvalidArgumentError } from "commander";
import { LabError } from "../types";
import type { LoadCounts } from "./mesh-load";
import { defaultLoad, type MsRange, type MeshLoad, readRange, readRate } from "./options";

/** Seconds between two lines of what the load has done. */
const reportSeconds = 10;

type Options = Omit<MeshLoad, "changesPerSecond"> & {
  changes: number;
  state?: string;
  cluster?: string;
};

/** Adds the command to the lab's. */
export function addMeshLoad(program: Command, stateHelp: string): void {
  const { proxies, never, deaf, services, endpoints } = defaultLoad;
  program
    .command("mesh-load")
    .description("play a busy mesh until Ctrl-C: simulated proxies, Services, changing endpoints")
    .option("--state <dir>", stateHelp)
    .option("--cluster <name>", "the primary cluster that it is in (default: the first)")
    .option("--proxies <n>", "simulated sidecars", count, proxies)
    .option(
      "--ack <times>",
      "how long after its arrival each acknowledges what it got",
      range,
      defaultLoad.ack,
    )
    .option(
      "--never <n>",
      "how many of them acknowledge nothing once they have started",
      count,
      never,
    )
    .option(
      "--deaf <n>",
      "how many of them read nothing once they have started, so that istiod waits for them",
      count,
      deaf,
    )
    .option("--services <n>", "Services", count, services)
    .option("--endpoints <n>", "endpoints of each", count, endpoints)
    .option("--changes <rate>", "endpoints that change", rate, defaultLoad.changesPerSecond)
    .option("--headless", "Services have no address and a TCP port", false)
    .action(play);
}

async function play({ changes, state, cluster, ...load }: Options): Promise<void> {
  const { startMeshLoad } = await import("./mesh-load.js");
  const interrupt = new AbortController();
  const interrupted = new Promise<void>((done) => {
    for (const name of ["SIGINT", "SIGTERM"] as const)
      process.once(name, () => {
        interrupt.abort();
        done();
      });
  });
  const playing = await startMeshLoad({
    ...load,
    changesPerSecond: changes,
    ...(state ? { folder: state } : {}),
    ...(cluster ? { cluster } : {}),
    onProgress: (line) => console.error(line),
    signal: interrupt.signal,
  });
  console.log(`${load.proxies} proxies have their configuration. Ctrl-C ends the load.`);
  const report = setInterval(() => console.log(line(playing.counts())), reportSeconds * 1000);
  const why = await Promise.race([interrupted, playing.ended]);
  clearInterval(report);
  if (why) throw new LabError(why);
  await playing.stop();
  console.log("The load has ended, and its objects are removed.");
}

function line({ connected, changes, acknowledged, slowestAckMs, cpuSeconds }: LoadCounts): string {
  return (
    `${connected} proxies, ${changes} changes, ${acknowledged} acknowledgements, ` +
    `the slowest after ${(slowestAckMs / 1000).toFixed(1)} s; ${cpuSeconds.toFixed(0)} s of a core`
  );
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError("It must be a whole number.");
  return value;
}

function range(text: string): MsRange {
  const value = readRange(text);
  if (!value)
    throw new InvalidArgumentError("It must be a time such as 300ms, or times such as 100ms..2s.");
  return value;
}

function rate(text: string): number {
  const value = readRate(text);
  if (value === undefined)
    throw new InvalidArgumentError("It must be a rate such as 3/s or 30/m, or 0.");
  return value;
}
