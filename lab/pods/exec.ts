// `lab exec`: runs a command in the lab's network or a pod's.
import { spawn } from "node:child_process";
import { StateFolder } from "../folder";
import { clientOf } from "../control-plane/kubeconfig";
import { enter } from "../network/namespaces";
import { inNetwork } from "../network/network";
import { podNetwork } from "./pod-processes";
import { LabError } from "../types";

/** Where to run a command. */
export interface ExecOptions {
  folder?: string;
  /** `namespace/name` of a pod; default: the lab's own network, outside the mesh. */
  pod?: string;
  /** Cluster of the pod; default: the first that has it. */
  cluster?: string;
}

/**
 * The command line that runs a command inside the lab's namespaces.
 *
 * @throws LabError when the lab does not run or has no such pod.
 */
export async function execCommand(command: string[], options: ExecOptions): Promise<string[]> {
  const folder = new StateFolder(options.folder);
  const running = folder.readRun();
  if (!running) {
    throw new LabError(
      `No lab runs in ${folder.path}: start it with \`npm run lab -- up\`, or name its folder with --state.`,
    );
  }
  const network = options.pod
    ? await networkOf(folder, running.clusters, options.pod, options.cluster)
    : undefined;
  return enter(running.pid, process.cwd(), inNetwork(command, { network }));
}

/** Runs a command inside the lab with this process's terminal, and resolves with its exit code. */
export async function exec(command: string[], options: ExecOptions): Promise<number> {
  const [program, ...args] = (await execCommand(command, options)) as [string, ...string[]];
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: "inherit" });
    child.once("error", fail);
    child.once("exit", (code, signal) => done(signal ? 1 : (code ?? 1)));
  });
}

async function networkOf(
  folder: StateFolder,
  clusters: string[],
  pod: string,
  only: string | undefined,
): Promise<string> {
  const [namespace, name] = pod.split("/");
  if (!namespace || !name) {
    throw new LabError(
      `--pod is "${pod}", but must be namespace/name, e.g. dev/helloworld-v1-abc.`,
    );
  }
  for (const cluster of only ? [only] : clusters) {
    if (!clusters.includes(cluster)) {
      throw new LabError(`The lab has no cluster "${cluster}": it has ${clusters.join(", ")}.`);
    }
    const client = clientOf(folder.kubeconfig(cluster));
    const found = await client.get<{ metadata: { uid: string } }>(
      `/api/v1/namespaces/${namespace}/pods/${name}`,
    );
    client.close();
    if (found) return podNetwork(found);
  }
  throw new LabError(`There is no pod ${pod} in ${only ?? clusters.join(" or ")}.`);
}
