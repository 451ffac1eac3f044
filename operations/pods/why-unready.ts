/** Says in words why a pod is not ready. Pure. */
import type { KubeObject } from "../../kubernetes/client";

/** The fields of a container's state that the explanation uses. */
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

/** As much of a pod as says whether and why it is not ready. */
export interface Pod extends KubeObject {
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
 * Why a pod is not ready, in words: the scheduler first, then its containers, then its conditions.
 */
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

/**
 * The reason in one word as Kubernetes has it, such as `ImagePullBackOff`; undefined where a pod
 * has none.
 */
export function reasonUnready({ status = {} }: Pick<Pod, "status">): string | undefined {
  const { conditions = [], containerStatuses = [], initContainerStatuses = [] } = status;
  const missing = conditions.filter((c) => c.status === "False");
  const states = [...initContainerStatuses, ...containerStatuses]
    .filter(({ ready }) => !ready)
    .flatMap(({ state = {} }) => [state.waiting, state.terminated]);
  const unscheduled = missing.filter(({ type }) => type === "PodScheduled");
  return [...unscheduled, ...states, ...missing].find((one) => one?.reason)?.reason;
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
