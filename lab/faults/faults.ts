// Faults for programs on the host: kill, restore, freeze and thaw a cluster's API server.
import * as http from "node:http";
import { text } from "node:stream/consumers";
import { controlSocket, type Order } from "./control";
import { StateFolder } from "../folder";
import { LabError } from "../types";

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
  return send(folder, { cluster, fault: "kill", ...(downMs === undefined ? {} : { downMs }) });
}

/**
 * Starts a killed API server again, and resolves when it is ready.
 *
 * @throws LabError when the lab does not run, has no such cluster, or the API server isn't ready within a minute.
 */
export function restoreApiServer(folder: string | undefined, cluster: string): Promise<void> {
  return send(folder, { cluster, fault: "restore" });
}

/**
 * Stops a cluster's API server in its tracks (SIGSTOP): connections stay and new ones are made, but nothing is
 * answered until `thawApiServer`.
 *
 * @throws LabError as `killApiServer`.
 */
export function freezeApiServer(folder: string | undefined, cluster: string): Promise<void> {
  return send(folder, { cluster, fault: "freeze" });
}

/**
 * Lets a frozen API server go on.
 *
 * @throws LabError as `killApiServer`.
 */
export function thawApiServer(folder: string | undefined, cluster: string): Promise<void> {
  return send(folder, { cluster, fault: "thaw" });
}

/** Over the supervisor's socket, which lies on its own /run: the kernel shows that under its process ID. */
async function send(folder: string | undefined, order: Order): Promise<void> {
  const state = new StateFolder(folder);
  const running = state.readRun();
  if (!running) throw new LabError(`No lab runs in ${state.path}.`);
  const socketPath = `/proc/${running.pid}/root${controlSocket}`;
  const response = await new Promise<http.IncomingMessage>((done, fail) => {
    const headers = { "x-order": JSON.stringify(order) };
    http.get({ socketPath, headers, agent: false }, done).once("error", fail);
  }).catch((error: Error) => {
    throw new LabError(`The lab in ${state.path} takes no orders: ${error.message}`);
  });
  const said = await text(response);
  if (response.statusCode !== 200) throw new LabError(said);
}
