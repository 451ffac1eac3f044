/**
 * Records in the stack's state what an abort wrote, by `pulumi up`, where that changes nothing but
 * routes.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { inWords } from "../../model/problem";
import type { Reporter } from "../reporter";
import { withoutOptions } from "../without/names";
import type { AbortSummary } from "./report";
import { changesBesideRoutes, holderOf, isLocked, previewErrors } from "./preview";

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

/** What recording needs from outside. */
export interface RecordPorts {
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

/**
 * Records what the abort wrote, where `pulumi up` changes nothing else.
 *
 * @param summary of what the abort did in all clusters
 * @returns whether state, file and clusters agree
 */
export async function recordAbort(
  stack: string,
  { complete, asPlanned }: Pick<AbortSummary, "complete" | "asPlanned">,
  ports: RecordPorts,
): Promise<boolean> {
  const say = (line: string) => ports.reporter.info(line);
  const { leftOut = [] } = ports;
  const options = withoutOptions(leftOut);
  const pulumi = (command: string) =>
    options ? `npx gray ${command}${options}` : `pulumi ${command}`;
  if (!complete) {
    say("The state was not updated, because the abort is not complete.");
    return false;
  }
  const find = async () =>
    asPlanned ? otherChanges(stack, ports) : ["routes that were never applied"];
  let others = await find();
  // What an update has not recorded yet looks like other changes.
  if (others.length > 0 && (await waited(ports))) others = await find();
  if (others.length > 0) {
    say(
      `The state was not updated, because \`${pulumi("up")}\` would change more than the abort did: ${others.join(", ")}. ` +
        `Traffic stays where the abort put it. Look at it with \`${pulumi("preview")} --diff -s ${stack}\`; ` +
        `then run \`${pulumi("up")} -s ${stack}\`, or take those changes out of the file first.`,
    );
    return false;
  }
  say(`Recording it in the stack's state: ${pulumi("up")}${options && ` -s ${stack}`}`);
  const { code, output } = await whenFree(
    ["up", "--yes", "--skip-preview", "--stack", stack],
    ports,
  );
  if (code === 0) {
    say(
      leftOut.length === 0
        ? "File, state and clusters agree."
        : `File, state and the clusters that answer agree. ${inWords(leftOut)} keeps its routes until: pulumi up -s ${stack}`,
    );
    return true;
  }
  say(
    `${output.trim()}\n\nThe update failed, so the state was not updated. Traffic stays where the abort put it.`,
  );
  return false;
}

/** Waits for the end of an update that runs. @returns whether there was one */
async function waited({
  runningUpdate,
  reporter,
  sleep: wait = sleep,
}: RecordPorts): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const running = await runningUpdate();
    if (running === undefined || attempt === attempts) return attempt > 1;
    if (attempt === 1) reporter.info(held(running));
    await wait(pauseMs);
  }
}

/** @param who the update, in words */
function held(who: string): string {
  return `Another update holds the stack${who && ` (${who})`}. It does not change routes after an abort; gray waits until it ends.`;
}

/** What an update would change beside VirtualServices, or why that can't be known. */
async function otherChanges(stack: string, ports: RecordPorts): Promise<string[]> {
  const { code, stdout, output } = await whenFree(["preview", "--json", "--stack", stack], ports);
  if (code !== 0)
    return [
      `its preview failed, so the changes are not known:\n${previewErrors(stdout, output)}\n`,
    ];
  return changesBesideRoutes(stdout);
}

/** Runs `pulumi` again for as long as another update holds the stack's lock. */
async function whenFree(
  args: readonly string[],
  { pulumi, reporter, sleep: wait = sleep }: RecordPorts,
): Promise<EngineOutput> {
  for (let attempt = 1; ; attempt++) {
    const finished = await pulumi(args);
    if (!isLocked(finished.output) || attempt === attempts) return finished;
    if (attempt === 1) reporter.info(held(holderOf(finished.output)));
    await wait(pauseMs);
  }
}
