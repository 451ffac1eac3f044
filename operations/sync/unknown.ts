/** Refuses to go on where it can't be known whether a stage is synced. */
import type { Stage } from "../../model/kinds";
import { silentClusters } from "../clusters/connect";
import type { ReachedCluster } from "../clusters/reached";
import { RefusalError } from "../refusal";
import { unknownMessage } from "./messages";

/**
 * The refusal for a failed question: it names the clusters that do not answer now or, where all do,
 * the error.
 */
export async function unknownRefusal(
  stage: Stage,
  reached: readonly Pick<ReachedCluster, "cluster" | "client" | "server">[],
  { message }: Error,
): Promise<RefusalError> {
  const silent = await silentClusters(reached);
  return new RefusalError(unknownMessage(stage, silent.length > 0 ? silent.join("; ") : message));
}
