/** Takes the Lease, and waits for it where the driver that has it may be gone. */
import { systemClock } from "../../clock";
import type { RecordHome } from "../record/save";
import { acquireLease, LeaseHeldError } from "./acquire";
import type { Holder } from "./decide";
import type { HeldLease } from "./held";

/** Milliseconds between two looks at a Lease that another driver has. */
const lookMs = 1000;

/**
 * Takes the Lease. Where another driver has it, this one waits until that driver renews it, and so
 * lives, or until its time is over: a machine that is lost releases nothing.
 *
 * @param onWait gets the driver that has it, once
 * @throws LeaseHeldError that names a driver that lives
 * @throws Error as of {@link acquireLease}
 */
export async function outwaitLease(
  home: RecordHome,
  onWait: (holder: Holder) => void = () => undefined,
  signal?: AbortSignal,
): Promise<HeldLease> {
  const { clock = systemClock } = home;
  let first: Holder | undefined;
  for (;;)
    try {
      return await acquireLease(home);
    } catch (error) {
      if (!(error instanceof LeaseHeldError) || signal?.aborted) throw error;
      const { holder } = error;
      if (!first) onWait(holder);
      if (first && (first.name !== holder.name || first.untilMs !== holder.untilMs)) throw error;
      first = holder;
      await clock.sleep(lookMs);
    }
}
