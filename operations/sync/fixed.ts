/** Waits a fixed time after each stage, for meshes whose istiods can't be asked. */
import { systemClock, type Clock } from "../clock";
import type { Sync } from "./port";

/**
 * Waits so many seconds after each stage that changed. An update that broke off may have applied a
 * stage that this one does not change, so after such a stage as many seconds must have passed since
 * the beginning of this update.
 */
export function fixedSync(seconds: number, clock: Clock = systemClock): Sync {
  const beganMs = clock.now();
  return {
    after: (_, changed) =>
      clock.sleep(changed ? seconds * 1000 : beganMs + seconds * 1000 - clock.now()),
  };
}
