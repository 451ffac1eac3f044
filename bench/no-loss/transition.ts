// Changes a release under load, and waits until a release answers without failures.
import { setTimeout as sleep } from "node:timers/promises";
import type { LabCluster } from "../../lab/types";
import type { Release } from "../../model/release/release";
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

/** The result of a transition. */
export interface TransitionResult extends LoadResult {
  /** From the start of the update to its end. */
  readonly seconds: number;
  /** Why the update failed; only where it did. */
  readonly error?: string;
}

/** How many lost requests of an update the result lists. */
const told = 20;

/** Milliseconds of load before the update and after it. */
const [lead, trail] = [1000, 2000];

/**
 * Changes a release while load runs from before to after.
 *
 * @param amount requests that are sent at least, and milliseconds for which each connection rests
 * between them (default 0)
 * @returns also for an update that failed: its requests count, too
 */
export async function underLoad(
  deployer: Deployer,
  clusters: readonly LabCluster[],
  { from, to, flows }: Transition,
  amount: { readonly requests: number; readonly pause?: number },
): Promise<TransitionResult> {
  const load = new Load(flows, clusters, amount.pause);
  await load.reach(1);
  await sleep(lead);
  load.mark();
  const error = await deployer.apply(to).then(
    () => undefined,
    (failure: Error) => diagnostics(failure.message),
  );
  const seconds = load.now;
  await sleep(trail);
  await load.reach(amount.requests);
  const result = await load.stop(allowedVersions(from, to));
  const losses = result.losses.slice(0, told);
  return { ...result, losses, seconds, ...(error !== undefined && { error }) };
}

/** What Pulumi says of a failure, without the progress before and the outputs after. */
function diagnostics(output: string): string {
  return /^Diagnostics:\n([^]*?)\n\n/m.exec(output)?.[1] ?? output;
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
