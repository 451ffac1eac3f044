// Load from inside a pod, by the names of Services.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { ClientOptions, ClientTotals } from "./client-options";
import { execCommand, type ExecOptions } from "../pods/exec";
import { LabError } from "../types";

/** From where, and what to send. */
export type PodLoadOptions = ClientOptions & {
  /** State folder of the lab. Default `.lab` in the current folder. */
  folder?: string;
  /** `namespace/name` of the pod that calls; it needs a sidecar for names of Services. */
  pod: string;
  /** Cluster of the pod. Default: the first that has it. */
  cluster?: string;
};

/**
 * Sends HTTP requests, gRPC calls or TCP connections from inside a pod, as a container of that pod would:
 * through its sidecar, with its identity, and by the names of Services.
 *
 * @returns the totals; what fails is counted, never thrown.
 * @throws LabError when the lab does not run, has no such pod, or the client cannot start (a name that no
 *   Service has, a wrong count).
 */
export async function fromPod(options: PodLoadOptions): Promise<ClientTotals> {
  const { folder, pod, cluster, ...client } = options;
  const place: ExecOptions = {
    pod,
    ...(folder ? { folder } : {}),
    ...(cluster ? { cluster } : {}),
  };
  const loader = pathToFileURL(require.resolve("tsx")).href;
  const script = join(__dirname, "client.ts");
  const node = [process.execPath, "--import", loader, script, JSON.stringify(client)];
  const [program, ...args] = (await execCommand(node, place)) as [string, ...string[]];
  // Root of a user namespace would look for tsx's cache in a folder that belongs to the real root.
  const env = { ...process.env, ...(process.getuid?.() === 0 ? {} : { TSX_DISABLE_CACHE: "1" }) };
  const { stdout } = await promisify(execFile)(program, args, { env }).catch(
    (error: Error & { stderr?: string }) => {
      const said = error.stderr?.trim() || error.message;
      throw new LabError(`The client in pod ${pod} failed: ${said}`);
    },
  );
  return JSON.parse(stdout) as ClientTotals;
}
