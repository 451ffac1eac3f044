/**
 * Runs the engine for a stack beside other updates of it, and tells beforehand what it would change.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Reporter } from "./reporter";
import { changesBeside, holderOf, isExpectedRoute, isLocked, previewErrors } from "./abort/preview";

/** Milliseconds between two attempts while another update holds the stack. */
const pauseMs = 3000;

/** How many attempts there are: as long as a version's pods may take. */
const attempts = 200;

/** A finished command of the engine. */
export interface EngineOutput {
  readonly code: number;
  /** Standard output and standard error together. */
  readonly output: string;
  /** Standard output alone. */
  readonly stdout: string;
}

/** What running the engine needs from outside. */
export interface EnginePorts {
  /** Runs the `pulumi` command with arguments and waits for its end; an exit code is no error. */
  readonly pulumi: (args: readonly string[]) => Promise<EngineOutput>;
  /** Who updates the stack at this moment, as far as the backend tells; undefined: no one is known. */
  readonly runningUpdate: () => Promise<string | undefined>;
  readonly reporter: Pick<Reporter, "info">;
  /** Names of the clusters that the engine leaves out. @default none */
  readonly leftOut?: readonly string[];
  /** Waits; specs give one that does not. @default a timer */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** Waits for the end of an update that runs. @returns whether there was one */
async function waited({
  runningUpdate,
  reporter,
  sleep: wait = sleep,
}: EnginePorts): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const running = await runningUpdate();
    if (running === undefined || attempt === attempts) return attempt > 1;
    if (attempt === 1) reporter.info(held(running));
    await wait(pauseMs);
  }
}

/**
 * What is found, looked for again where another update ran meanwhile: what an update has not recorded
 * yet looks like other changes.
 */
export async function onceFree(
  find: () => Promise<string[]>,
  ports: EnginePorts,
): Promise<string[]> {
  const found = await find();
  return found.length > 0 && (await waited(ports)) ? find() : found;
}

/** @param who the update, in words */
function held(who: string): string {
  return `Another update holds the stack${who && ` (${who})`}. It does not change routes after an abort; gray waits until it ends.`;
}

/**
 * What an update would change beside what is expected, or why that can't be known.
 *
 * @param isExpected @default updates of VirtualServices
 */
export async function otherChanges(
  stack: string,
  ports: EnginePorts,
  isExpected = isExpectedRoute,
): Promise<string[]> {
  const { code, stdout, output } = await whenFree(["preview", "--json", "--stack", stack], ports);
  if (code !== 0)
    return [
      `its preview failed, so the changes are not known:\n${previewErrors(stdout, output)}\n`,
    ];
  return changesBeside(stdout, isExpected);
}

/** Runs `pulumi` again for as long as another update holds the stack's lock. */
export async function whenFree(
  args: readonly string[],
  { pulumi, reporter, sleep: wait = sleep }: EnginePorts,
): Promise<EngineOutput> {
  for (let attempt = 1; ; attempt++) {
    const finished = await pulumi(args);
    if (!isLocked(finished.output) || attempt === attempts) return finished;
    if (attempt === 1) reporter.info(held(holderOf(finished.output)));
    await wait(pauseMs);
  }
}
