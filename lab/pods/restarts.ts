// When a process of a pod that has ended is started again: a container restarts after a growing pause.
import type { LabProcess } from "../process";

/** A process that should run until the pod ends. */
export interface Restarted {
  process: LabProcess;
  restarts: number;
  /** Time before which it is not started again, in milliseconds since the epoch. */
  notBefore: number;
}

/** Whether a process has to be started now: the first time at once, later after a growing pause. */
export function isDue(kept: Restarted | undefined, log: (line: string) => void): boolean {
  if (!kept) return true;
  if (kept.process.running) return false;
  if (kept.notBefore === 0) {
    log(`${kept.process.options.name} has ended, see ${kept.process.options.log}`);
    kept.notBefore = Date.now() + Math.min(30_000, 500 * 2 ** kept.restarts);
  }
  return Date.now() >= kept.notBefore;
}

/** The process that was just started, in the place of the one before. */
export function next(before: Restarted | undefined, process: LabProcess): Restarted {
  return { process, restarts: before ? before.restarts + 1 : 0, notBefore: 0 };
}
