// `lab usage`: says how much pods of a running lab use.
import { clientOf } from "../control-plane/kubeconfig";
import { StateFolder } from "../folder";
import { LabError } from "../types";
import { setUsage, type Usage } from "./pod-metrics";

/** What the command was told. */
export interface UsageOptions {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly namespace: string;
  /** Labels of the pods, such as `app=cart`. */
  readonly given: readonly string[];
  readonly usage: Usage;
}

/**
 * Says how much each of some pods uses.
 *
 * @param folder state folder of the lab. @default .lab
 * @returns the names of the pods
 * @throws LabError where the lab has no such cluster, or a label or the usage is missing
 */
export async function usageIn(
  folder: string | undefined,
  { cluster, namespace, given, usage }: UsageOptions,
): Promise<string[]> {
  const state = new StateFolder(folder);
  if (!state.readRun()?.clusters.includes(cluster))
    throw new LabError(`No running lab in ${state.path} has the cluster ${cluster}.`);
  if (Object.keys(usage).length === 0) throw new LabError("Give --cpu, --memory or both.");
  const labels = given.map((label) => {
    const [name = "", value, ...more] = label.split("=");
    if (!name || value === undefined || more.length > 0)
      throw new LabError(`"${label}" is no label: give <name>=<value>, such as app=cart.`);
    return [name, value] as const;
  });
  const client = clientOf(state.kubeconfig(cluster));
  try {
    return await setUsage(client, { namespace, labels: Object.fromEntries(labels) }, usage);
  } finally {
    client.close();
  }
}
