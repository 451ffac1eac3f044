// The parts of a pod's spec that the lab reads, and the values of its variables.
import type { KubeObject } from "../../kubernetes/client";

/** The parts of a pod that the lab reads. */
export interface Pod extends KubeObject {
  spec: {
    nodeName?: string;
    hostNetwork?: boolean;
    serviceAccountName?: string;
    terminationGracePeriodSeconds?: number;
    containers: Container[];
    initContainers?: Container[];
    readinessGates?: { conditionType: string }[];
  };
  status: {
    phase?: string;
    podIP?: string;
    hostIP?: string;
    startTime?: string;
    conditions?: PodCondition[];
  };
}

export interface PodCondition {
  type: string;
  status: string;
  reason?: string;
  lastTransitionTime?: string;
}

export interface Container {
  name: string;
  image: string;
  args?: string[];
  env?: EnvVar[];
  ports?: { containerPort: number; name?: string; protocol?: string }[];
  resources?: { limits?: Record<string, string> };
  restartPolicy?: string;
  lifecycle?: { preStop?: LifecycleHandler };
}

/** What a container does before it gets SIGTERM: one of these. */
export interface LifecycleHandler {
  sleep?: { seconds: number };
  exec?: { command?: string[] };
  httpGet?: HttpGetAction;
}

/** A request to the container. */
export interface HttpGetAction {
  port: number | string;
  host?: string;
  path?: string;
  scheme?: string;
  httpHeaders?: { name: string; value: string }[];
}

interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: {
    fieldRef?: { fieldPath: string };
    resourceFieldRef?: { resource: string; divisor?: string };
  };
}

/** Marks the mirror of a static pod, which the pod agent leaves alone: what it stands for runs already. */
export const mirrorAnnotation = "kubernetes.io/config.mirror";

/** A pod that never becomes ready, as one whose image does not exist: for trials of what then happens. */
export const neverReadyAnnotation = "lab.gray-release/never-ready";

/** What the containers of a pod are to the lab. */
export interface PodParts {
  /** The container that injection added (or that a gateway consists of), if any. */
  proxy?: Container;
  /** Whether the proxy is an init container that runs beside the others ("native sidecar"). */
  nativeSidecar: boolean;
  /** The container that redirects the pod's traffic to the proxy, if any. */
  init?: Container;
  /** Everything else: each gets a stand-in server. */
  apps: Container[];
}

/** Sorts the containers of a pod. */
export function podParts(pod: Pod): PodParts {
  const inits = pod.spec.initContainers ?? [];
  const native = inits.find(({ name }) => name === "istio-proxy");
  const proxy = native ?? pod.spec.containers.find(({ name }) => name === "istio-proxy");
  const init = inits.find(({ name }) => name === "istio-init");
  return {
    ...(proxy ? { proxy } : {}),
    nativeSidecar: native !== undefined,
    ...(init ? { init } : {}),
    apps: pod.spec.containers.filter((container) => container !== proxy),
  };
}

/** A container's environment with its references to the pod's own fields resolved. */
export function resolveEnv(pod: Pod, container: Container): Record<string, string> {
  const env: Record<string, string> = {};
  for (const { name, value, valueFrom } of container.env ?? []) {
    const found = valueFrom?.fieldRef
      ? field(pod, valueFrom.fieldRef.fieldPath)
      : valueFrom?.resourceFieldRef
        ? limit(container, valueFrom.resourceFieldRef.resource)
        : (value ?? "");
    if (found !== undefined) env[name] = expand(found, env);
  }
  return env;
}

/** Replaces `$(NAME)` by the variable, as Kubernetes does in args and env; unknown names stay. */
export function expand(text: string, env: Record<string, string>): string {
  return text.replace(/\$\(([A-Za-z_][A-Za-z0-9_]*)\)/g, (all, name: string) => env[name] ?? all);
}

function field(pod: Pod, path: string): string | undefined {
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed) return pod.metadata[keyed[1] as "labels" | "annotations"]?.[keyed[2] as string] ?? "";
  switch (path) {
    case "metadata.name":
      return pod.metadata.name;
    case "metadata.namespace":
      return pod.metadata.namespace;
    case "metadata.uid":
      return pod.metadata.uid;
    case "spec.nodeName":
      return pod.spec.nodeName;
    case "spec.serviceAccountName":
      return pod.spec.serviceAccountName ?? "default";
    case "status.podIP":
    case "status.podIPs":
      return pod.status.podIP;
    case "status.hostIP":
    case "status.hostIPs":
      return pod.status.hostIP;
    default:
      return undefined;
  }
}

/** A limit in whole units (cores or bytes), rounded up; undefined when the container has none. */
function limit(container: Container, resource: string): string | undefined {
  const quantity = container.resources?.limits?.[resource.replace(/^limits\./, "")];
  if (quantity === undefined) return undefined;
  const parsed = /^([0-9.]+)(m|Ki|Mi|Gi|Ti|k|M|G|T)?$/.exec(quantity);
  if (!parsed) return undefined;
  return String(Math.ceil(Number(parsed[1]) * (units[parsed[2] ?? ""] ?? 1)));
}

const units: Record<string, number> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};
