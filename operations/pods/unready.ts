import { KubeError, type KubeClient, type KubeObject } from "../../kubernetes/client";
import { isPodReady } from "../../kubernetes/pod-ready";

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly reason?: string; readonly exitCode?: number };
}

interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount?: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

interface Pod extends KubeObject {
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

/**
 * Which pods of a Deployment are not ready, and why.
 *
 * @param selector labels of the pods
 * @returns one line for each, or one that says why that can't be known
 */
export async function unreadyPods(
  client: KubeClient,
  namespace: string,
  selector: Readonly<Record<string, string>>,
): Promise<string[]> {
  const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(labels.join(","))}`;
  let pods: readonly Pod[];
  try {
    pods = await client.list<Pod>(path);
  } catch (error) {
    const why = error instanceof KubeError ? `${error.status}, ${error.message}` : String(error);
    return [`which pods can't be read (${why})`];
  }
  const unready = pods.filter((pod) => !pod.metadata.deletionTimestamp && !isPodReady(pod));
  if (pods.length === 0)
    return ["no pod was made: a quota, or an admission webhook, may refuse them"];
  return unready.map((pod) => `pod ${pod.metadata.name}: ${whyUnready(pod)}`);
}

/** Why a pod is not ready, in words. */
export function whyUnready({ status = {} }: Pick<Pod, "status">): string {
  const { conditions = [], containerStatuses = [], initContainerStatuses = [] } = status;
  const unscheduled = conditions.find((c) => c.type === "PodScheduled" && c.status === "False");
  if (unscheduled) return `no node takes it (${told(unscheduled)})`;
  const inits = initContainerStatuses.filter(({ ready }) => !ready);
  const mains = containerStatuses.filter(({ ready }) => !ready);
  const whys = [...inits, ...mains].map((one) => `container ${one.name} ${whyNot(one)}`);
  if (whys.length > 0) return whys.join("; ");
  const missing = conditions.filter((c) => c.status === "False").map(told);
  return missing.join("; ") || "its containers have not been started yet";
}

function whyNot({ state = {}, lastState = {}, restartCount = 0 }: ContainerStatus): string {
  const ended = state.terminated ?? lastState.terminated;
  const exit = ended
    ? `, ended with ${ended.exitCode ?? "?"} (${ended.reason ?? "no reason"}), ${restartCount} restarts`
    : "";
  if (state.waiting) return `waits: ${told(state.waiting)}${exit}`;
  if (state.terminated) return exit.slice(2);
  return `runs, but is not ready${exit}: see its readiness probe and its log`;
}

function told({
  reason,
  message,
}: {
  readonly reason?: string;
  readonly message?: string;
}): string {
  return [reason, message].filter(Boolean).join(", ") || "no reason given";
}
