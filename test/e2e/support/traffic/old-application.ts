// An application outside of the mesh, which a release leaves step by step.
import { clientOf } from "../../../../lab/control-plane/kubeconfig";
import { cluster } from "../lab";
import { applyAll, deployment, namespace, readyPod } from "../lab-parts";

/**
 * Starts an application without a sidecar in west, which answers requests on port 5000 as the version
 * `old`.
 *
 * @param space its namespace
 * @returns its IP address
 */
export async function startOldApplication(space: string): Promise<string> {
  const west = clientOf(cluster("west").kubeconfig);
  await applyAll(west, [namespace(space), deployment(space, "old")]);
  const { status } = await readyPod(west, space, "old");
  if (status.podIP === undefined) throw new Error(`the pod of ${space} has no address`);
  return status.podIP;
}
