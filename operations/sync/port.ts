import { setTimeout as sleep } from "node:timers/promises";
import type { Stage } from "../../model/kinds";

/** How an update knows that the proxies of every primary cluster took a stage. */
export interface Settling {
  /**
   * Resolves when they took it.
   *
   * @param changed whether this update changed anything of the stage; else one that broke off may have
   * @throws Error that says what is missing; the update ends then, before the next stage
   */
  after(stage: Stage, changed: boolean): Promise<void>;
  /**
   * Asked right before a stage is applied.
   *
   * @throws Error that says why it must not be
   */
  before?(stage: Stage): Promise<void>;
  /**
   * Whether all objects of a stage are in all clusters as they are to be, with their pods ready: then nothing has to wait
   * for it. Proxies are known to have taken it before the next stage is asked for.
   *
   * @default they are not
   */
  inPlace?(stage: Stage): Promise<boolean>;
  /** Told when all stages have passed. */
  end?(): Promise<void>;
  /**
   * Told that a stage is being applied.
   *
   * @param done resolves when it is; never where the engine failed with one of its objects
   */
  during?(stage: Stage, done: Promise<void>): void;
}

/**
 * Waits so many seconds after each stage that changed, where proxies can't be asked. A stage that did not change may have
 * been applied by an update that broke off, so as many seconds pass since the beginning of this one.
 */
export function fixedSettling(seconds: number): Settling {
  const began = Date.now();
  return {
    after: (_, changed) => sleep(changed ? seconds * 1000 : began + seconds * 1000 - Date.now()),
  };
}
