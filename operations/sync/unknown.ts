/** Refuses to go on where it can't be known whether a stage is synced. */
import type { Stage } from "../../model/kinds";
import { AwayTooLongError, outlast, type OutlastOptions } from "../outlast";
import { RefusalError } from "../refusal";
import { unknownMessage } from "./messages";

/**
 * Asks whether a stage is synced, and again while clusters are away.
 *
 * @throws RefusalError that names the clusters that do not answer or, where all do, the error
 * @throws Error that is final, as it is
 */
export async function knownOrRefused<T>(
  stage: Stage,
  ask: () => Promise<T>,
  options: OutlastOptions,
): Promise<T> {
  try {
    return await outlast(ask, options);
  } catch (error) {
    if (!(error instanceof AwayTooLongError)) throw error;
    throw new RefusalError(unknownMessage(stage, error.message), { cause: error });
  }
}
