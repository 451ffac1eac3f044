/**
 * How an update knows that proxies synced a stage: the interface that the component's stages call.
 */
import type { Stage } from "../../model/kinds";

/**
 * Lets the stages of an update pass, one after the other. Each call may take as long as the mesh
 * needs.
 */
export interface Sync {
  /**
   * Runs right before a stage is applied.
   *
   * @throws RefusalError that says why the stage must not be applied
   */
  before?(stage: Stage): Promise<void>;
  /**
   * Whether every cluster has all objects of a stage as planned, with their pods ready: then
   * nothing has to wait for the stage. Proxies have synced it before the next stage is asked about.
   *
   * @default it is not up to date
   */
  upToDate?(stage: Stage): Promise<boolean>;
  /**
   * Runs while a stage is being applied.
   *
   * @param done resolves when it is applied; never where the engine failed with one of its objects
   */
  during?(stage: Stage, done: Promise<void>): void;
  /**
   * Resolves when the proxies of every primary cluster synced the stage.
   *
   * @param changed whether this update changed anything of the stage; an earlier one that broke off
   * may have, too
   * @throws RefusalError that says what is missing; the update ends then, before the next stage
   */
  after(stage: Stage, changed: boolean): Promise<void>;
  /** Runs when all stages have passed. */
  end?(): Promise<void>;
}
