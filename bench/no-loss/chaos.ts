// The chaos benchmark: kills processes of updates at random moments, and updates again.
import { join } from "node:path";
import type { LabCluster } from "../../lab/types";
import type { Release } from "../../model/release/release";
import type { Machine } from "../machine";
import type { Session } from "../session";
import { allowedVersions } from "./allowed";
import { differences } from "./converged";
import { callers, throughGatewayAndMesh } from "./flows";
import { killedUpdate, type Victim } from "./kill";
import { Load, type LoadResult, type Loss } from "./load";
import { shopIn, shopRelease } from "./operations";
import { random } from "./random";
import { Stacks } from "./stacks";
import { settled } from "./transition";

/** How much is killed. */
export interface ChaosOptions {
  readonly kills: number;
  /** Of the random moments. */
  readonly seed: number;
  /** Whose turn it is at the first kill, counted from the engine. @default 0 */
  readonly first?: number;
  /**
   * Seconds of an update's beginning in which it is killed.
   *
   * @default as long as that update takes, measured before
   */
  readonly within?: number;
  /** Minutes after which no more is killed. @default no limit */
  readonly minutes?: number;
}

/** One kill, and the update after it. */
export interface Kill {
  readonly operation: string;
  readonly victim: Victim;
  /** Seconds after the start of the update. */
  readonly at: number;
  /** Processes of the killed update that had to be ended. */
  readonly orphans: number;
  /** Whether the update ended well nevertheless. */
  readonly survived: boolean;
  /** Seconds that the next update took. */
  readonly seconds: number;
  /**
   * Objects of which the engine did not know whether they were made, and that a refresh had to
   * clear.
   */
  readonly unsure: number;
  /** What did not agree after it; nothing where all is well. */
  readonly differences: readonly string[];
  /** Requests that failed from before the update to after the next one. */
  readonly failed: number;
}

/** All kills and the load under which they were made. */
export interface ChaosResults {
  readonly machine: Machine;
  readonly options: ChaosOptions;
  readonly kills: readonly Kill[];
  /** Updates that ended before their moment came. */
  readonly missed: number;
  readonly load: LoadResult;
}

const prefix = "chaos";

/**
 * Milliseconds for which connections rest between requests, so that updates get most of the
 * machine.
 */
const pause = 50;

/** Name of the release that the updates change; callers inside the mesh need it. */
export const chaosRelease = shopRelease(prefix);

/** The states through which the updates go, over and over. */
const cycle = [
  { operation: "add", to: shopIn(prefix, "gray") },
  { operation: "shift", to: shopIn(prefix, "half") },
  { operation: "remove", to: shopIn(prefix, "stable") },
] as const;

const victims: readonly Victim[] = ["engine", "provider", "program"];

/**
 * Kills processes at random moments of updates under load, and updates again each time.
 *
 * @throws Error if an update after a kill fails twice; lost requests and differences are results,
 * not errors
 */
export async function runChaos(session: Session, options: ChaosOptions): Promise<ChaosResults> {
  const { machine, startLab, work, engine, log } = session;
  const clusters = await startLab();
  const stacks = new Stacks(join(work, "stacks"), clusters, engine);
  log(`Seed ${options.seed}`);
  await stacks.apply(callers(`${prefix}-callers`, [chaosRelease]));
  const { kills, missed, load } = await underChaos(stacks, clusters, options, log);
  return { machine, options, kills, missed, load };
}

/** The same with given stacks; the clusters must already run `callers` of {@link chaosRelease}. */
export async function underChaos(
  stacks: Stacks,
  clusters: readonly LabCluster[],
  options: ChaosOptions,
  log: (line: string) => void,
): Promise<Omit<ChaosResults, "machine" | "options">> {
  const start = shopIn(prefix, "stable");
  await stacks.apply(start);
  const flows = throughGatewayAndMesh(start);
  await settled(clusters, flows);
  const load = new Load(flows, clusters, pause);
  const allowed = allowedVersions(...cycle.map(({ to }) => to));
  try {
    const { kills, missed } = await killAll(stacks, clusters, load, options, log);
    const result = await load.stop(allowed);
    return { kills: kills.map((kill) => withLosses(kill, result.losses)), missed, load: result };
  } finally {
    // Also after an error: the load would go on for ever.
    await load.stop(allowed);
  }
}

async function killAll(
  stacks: Stacks,
  clusters: readonly LabCluster[],
  load: Load,
  { kills: wanted, seed, first = 0, within, minutes = Number.POSITIVE_INFINITY }: ChaosOptions,
  log: (line: string) => void,
): Promise<{ kills: Timed[]; missed: number }> {
  const usual = new Map<string, number>();
  for (const { operation, to } of cycle) usual.set(operation, within ?? (await timed(stacks, to)));
  const kills: Timed[] = [];
  let missed = 0;
  const next = random(seed);
  const over = () => kills.length === wanted || load.now > minutes * 60;
  for (let update = 0; !over(); update += 1) {
    const { operation, to } = cycle[update % cycle.length] as (typeof cycle)[number];
    const victim = victimOf(first + kills.length);
    const from = load.now;
    const killed = await killedUpdate(stacks, to, victim, next() * (usual.get(operation) ?? 0));
    if (killed.killedAt === undefined) {
      missed += 1;
      continue;
    }
    const { seconds, errors, unsure } = await recovered(stacks, to);
    const kill = {
      operation,
      victim,
      at: killed.killedAt,
      orphans: killed.orphans,
      survived: killed.finished.code === 0,
      seconds,
      unsure,
      differences: [...errors, ...(await differences(stacks, to, clusters))],
      from,
      to: load.now,
    };
    kills.push(kill);
    log(line(kills.length, kill));
  }
  return { kills, missed };
}

/** A kill with the time of the load in which it was made. */
interface Timed extends Omit<Kill, "failed"> {
  readonly from: number;
  readonly to: number;
}

function withLosses({ from, to, ...kill }: Timed, losses: readonly Loss[]): Kill {
  return { ...kill, failed: losses.filter(({ at }) => at >= from && at < to).length };
}

/** In turn, and shifted by one after each turn, so that each one is met by each operation. */
function victimOf(kill: number): Victim {
  const turn = Math.floor(kill / victims.length);
  return victims[(kill + turn) % victims.length] as Victim;
}

async function timed(stacks: Stacks, release: Release): Promise<number> {
  const began = performance.now();
  await stacks.apply(release);
  return (performance.now() - began) / 1000;
}

/**
 * Does what a user does after a crash: removes the dead update's lock and updates again, and once
 * more if that fails. Objects that the engine was creating when it died stay pending in the state,
 * with a warning at each update, until a refresh with `--clear-pending-creates` clears them. That
 * is Pulumi's own rule, and the update has written these objects again by then.
 */
async function recovered(
  stacks: Stacks,
  release: Release,
): Promise<{ seconds: number; errors: string[]; unsure: number }> {
  await stacks.unlock(release);
  const errors: string[] = [];
  const seconds = await timed(stacks, release).catch((error: Error) => {
    errors.push(error.message);
    return timed(stacks, release);
  });
  const unsure = (await stacks.pending(release)).length;
  if (unsure > 0)
    await stacks.run(release, "refresh", "--yes", "--skip-preview", "--clear-pending-creates");
  return { seconds, errors, unsure };
}

function line(number: number, kill: Omit<Kill, "failed">): string {
  const { operation, victim, at, survived, seconds, orphans, unsure, differences } = kill;
  const after = survived ? "which ended well" : `next update ${seconds.toFixed(1)} s`;
  const wrong = differences.map((difference) => `\n    ${difference}`).join("");
  const left = `${orphans} processes outlived it, ${unsure} creates to clear`;
  return `${number}: ${victim} killed ${at.toFixed(2)} s into ${operation}, ${after}, ${left}${wrong}`;
}
