// Faults for programs on the host: kill, restore, freeze and thaw a cluster's API server.
import { sendOrder } from "../orders";

/**
 * Ends a cluster's API server with SIGKILL and keeps it down. What runs in the cluster goes on meanwhile.
 *
 * @param folder the lab's state folder; undefined: the usual one.
 * @param downMs milliseconds after which it is started again. Default: not before `restoreApiServer`.
 * @throws LabError when the lab does not run or has no such cluster.
 */
export function killApiServer(
  folder: string | undefined,
  cluster: string,
  downMs?: number,
): Promise<void> {
  return sendOrder(folder, "fault", {
    cluster,
    fault: "kill",
    ...(downMs === undefined ? {} : { downMs }),
  });
}

/**
 * Starts a killed API server again, and resolves when it is ready.
 *
 * @throws LabError when the lab does not run, has no such cluster, or the API server isn't ready within a minute.
 */
export function restoreApiServer(folder: string | undefined, cluster: string): Promise<void> {
  return sendOrder(folder, "fault", { cluster, fault: "restore" });
}

/**
 * Stops a cluster's API server in its tracks (SIGSTOP): connections stay and new ones are made, but nothing is
 * answered until `thawApiServer`.
 *
 * @throws LabError as `killApiServer`.
 */
export function freezeApiServer(folder: string | undefined, cluster: string): Promise<void> {
  return sendOrder(folder, "fault", { cluster, fault: "freeze" });
}

/**
 * Lets a frozen API server go on.
 *
 * @throws LabError as `killApiServer`.
 */
export function thawApiServer(folder: string | undefined, cluster: string): Promise<void> {
  return sendOrder(folder, "fault", { cluster, fault: "thaw" });
}
