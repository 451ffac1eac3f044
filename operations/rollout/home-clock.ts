/** The clock of a rollout's home, by what its API server said when the record was read. */
import { systemClock, type Clock } from "../clock";
import type { Copy } from "./record/copy";

/**
 * A clock that tells the time of home, so that a machine whose clock is wrong signs no question that
 * its server refuses, and waits for no time that is over. Where home did not answer it is that of the
 * machine.
 *
 * @param copies as they were read just now
 * @param home name of the cluster
 */
export function homeClock(
  copies: readonly Copy[],
  home: string,
  clock: Clock = systemClock,
): Clock {
  const copy = copies.find(({ cluster }) => cluster === home);
  const aheadMs = copy && "nowMs" in copy ? copy.nowMs - clock.now() : 0;
  return {
    now: () => clock.now() + aheadMs,
    sleep: (ms, options) => clock.sleep(ms, options),
    deadline: (ms, signal) => clock.deadline(ms, signal),
  };
}
