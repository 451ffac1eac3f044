import { setTimeout as sleep } from "node:timers/promises";
import type { LabCluster } from "../../lab/types";
import type { Release } from "../../model/release";
import { allowedVersions } from "./allowed";
import type { Deployer } from "./deployer";
import type { Flow } from "./flows";
import { Load, type LoadResult } from "./load";

/** A change of a release under load. */
export interface Transition {
  readonly from: Release;
  readonly to: Release;
  readonly flows: readonly Flow[];
}

/** What came of it. */
export interface TransitionResult extends LoadResult {
  /** From the start of the update to its end. */
  readonly seconds: number;
}

/** Milliseconds of load before the update and after it. */
const [lead, trail] = [1000, 2000];

/**
 * Changes a release while load runs from before to after.
 *
 * @param minimum requests that are sent at least
 * @throws Error if the update fails; what got lost is told, too
 */
export async function underLoad(
  deployer: Deployer,
  clusters: readonly LabCluster[],
  { from, to, flows }: Transition,
  minimum: number,
): Promise<TransitionResult> {
  const load = new Load(flows, clusters);
  const allowed = allowedVersions(from, to);
  try {
    await load.reach(1);
    await sleep(lead);
    load.mark();
    const began = performance.now();
    await deployer.apply(to);
    const seconds = (performance.now() - began) / 1000;
    await sleep(trail);
    await load.reach(minimum);
    return { ...(await load.stop(allowed)), seconds };
  } catch (error) {
    const { requests, failed } = await load.stop(allowed);
    throw new Error(`${(error as Error).message}\n(${failed} of ${requests} requests failed)`);
  }
}

/**
 * Waits until every flow answers through every gateway many times without a failure.
 *
 * @throws Error that names what still fails after a minute
 */
export async function settled(
  clusters: readonly LabCluster[],
  flows: readonly Flow[],
): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const load = new Load(flows, clusters);
    await sleep(lead);
    const { failed, requests, losses } = await load.stop({});
    if (failed === 0 && requests > 0) return;
    if (performance.now() > deadline)
      throw new Error(`before the load, ${losses[0]?.through} still answers ${losses[0]?.what}`);
  }
}
