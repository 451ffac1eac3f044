// Runs an action of a spec under load, and checks that no request failed.
import { expect } from "chai";
import { steadyLoad } from "../../../lab/load/load";
import { cluster } from "./lab";

/** Connections through each of the two gateways. */
const concurrency = 4;

/**
 * Milliseconds for which each rests between requests, so that the action gets its share of two
 * cores.
 */
const pause = 100;

/**
 * Sends requests through both gateways from before an action until after it, and fails if one of
 * them failed, or was answered by a version that may not answer.
 *
 * @param host by which the release is entered
 * @param versions that may answer, at any moment
 */
export async function underLoad<T>(
  host: string,
  versions: readonly string[],
  action: () => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const loads = (["west", "east"] as const).map((name) =>
    steadyLoad({
      url: `${cluster(name).gateway}/`,
      headers: { host },
      concurrency,
      pause,
      signal: stop.signal,
    }),
  );
  const done = await action().finally(() => stop.abort());
  for (const [i, { total, failures, byVersion }] of (await Promise.all(loads)).entries()) {
    const through = `through the gateway of ${["west", "east"][i]}, of ${total}`;
    expect(failures, through).to.deep.equal({});
    expect(versions, through).to.include.members(Object.keys(byVersion));
    expect(total, through).to.be.greaterThan(20);
  }
  return done;
}
