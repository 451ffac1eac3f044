// The status that a kubelet would report of a pod.
import { type Container, type Pod, type PodCondition, podParts } from "./pod-spec";

/** What the pod agent knows of a pod's processes. */
export interface PodState {
  /** The network is set up and the init container's work is done. */
  initialized: boolean;
  /** The sidecar's own readiness endpoint answers. */
  proxyReady: boolean;
  /** The stand-in server answers. */
  appsReady: boolean;
  /** The app's image is one that "does not exist". */
  imageMissing: boolean;
  /** How often the sidecar and the server were started again. */
  proxyRestarts: number;
  appRestarts: number;
  /** ISO time of the first start. */
  startedAt: string;
}

/** Now, as the API writes times: in whole seconds. */
export function kubeTime(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}

/** A `status` for a strategic merge patch: what a kubelet would report. */
export function podStatus(pod: Pod, state: PodState, now: string): object {
  const { proxy, apps, nativeSidecar } = podParts(pod);
  const describe = (container: Container): object =>
    container === proxy
      ? running(container, state.proxyReady, state.proxyRestarts, state)
      : state.imageMissing
        ? waiting(container, "ImagePullBackOff", `no image ${container.image}`)
        : running(container, state.appsReady, state.appRestarts, state);
  return {
    phase: state.initialized ? "Running" : "Pending",
    podIP: pod.status.podIP,
    podIPs: [{ ip: pod.status.podIP }],
    hostIP: pod.status.hostIP,
    hostIPs: [{ ip: pod.status.hostIP }],
    startTime: pod.status.startTime ?? state.startedAt,
    conditions: conditions(pod, state, now),
    containerStatuses: [...(proxy && !nativeSidecar ? [proxy] : []), ...apps].map(describe),
    initContainerStatuses: (pod.spec.initContainers ?? []).map((container) =>
      container === proxy ? describe(container) : completed(container, state),
    ),
  };
}

/**
 * Whether a pod's object says what its kubelet would report of its conditions. Other writers change them: the
 * node lifecycle controller takes Ready from all pods of a node whose heartbeats it misses, and gives it back to none.
 */
export function saysAsReported(pod: Pod, state: PodState): boolean {
  const said = new Map(pod.status.conditions?.map(({ type, status }) => [type, status]));
  return conditions(pod, state, "").every(({ type, status }) => said.get(type) === status);
}

/** Ready means that everything that a request passes through answers. */
export function isReady(pod: Pod, state: PodState): boolean {
  const { proxy, apps } = podParts(pod);
  return (
    state.initialized &&
    (!proxy || state.proxyReady) &&
    (apps.length === 0 || (state.appsReady && !state.imageMissing))
  );
}

function conditions(pod: Pod, state: PodState, now: string): PodCondition[] {
  const ready = isReady(pod, state);
  const gates = (pod.spec.readinessGates ?? []).every(({ conditionType }) =>
    pod.status.conditions?.some(({ type, status }) => type === conditionType && status === "True"),
  );
  return [
    condition(pod, "PodReadyToStartContainers", state.initialized, "Starting", now),
    condition(pod, "Initialized", state.initialized, "ContainersNotInitialized", now),
    condition(pod, "ContainersReady", ready, "ContainersNotReady", now),
    condition(
      pod,
      "Ready",
      ready && gates,
      ready ? "ReadinessGatesNotReady" : "ContainersNotReady",
      now,
    ),
  ];
}

function condition(
  pod: Pod,
  type: string,
  holds: boolean,
  reason: string,
  now: string,
): PodCondition & { reason: string | null } {
  const status = holds ? "True" : "False";
  const before = pod.status.conditions?.find((other) => other.type === type);
  const changed = before?.status !== status;
  return {
    type,
    status,
    // null removes the reason of before from the merged object.
    reason: (holds ? null : reason) as string,
    lastTransitionTime: changed ? now : (before.lastTransitionTime ?? now),
  };
}

function running(
  { name, image }: Container,
  ready: boolean,
  restartCount: number,
  { startedAt }: PodState,
): object {
  const state = { running: { startedAt } };
  return { name, image, imageID: "", ready, started: ready, restartCount, state };
}

function waiting({ name, image }: Container, reason: string, message: string): object {
  const state = { waiting: { reason, message } };
  return { name, image, imageID: "", ready: false, started: false, restartCount: 0, state };
}

function completed({ name, image }: Container, { initialized, startedAt }: PodState): object {
  const terminated = { exitCode: 0, reason: "Completed", startedAt, finishedAt: startedAt };
  return {
    name,
    image,
    imageID: "",
    ready: initialized,
    started: false,
    restartCount: 0,
    state: initialized ? { terminated } : { waiting: { reason: "PodInitializing" } },
  };
}
