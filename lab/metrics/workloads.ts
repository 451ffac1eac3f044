// What is known of the pods and Services of all clusters: whom an address belongs to, and which Service a port is of.
import type { KubeObject } from "../../kubernetes/client";
import type { Container, Pod } from "../pods/pod-spec";

/** A pod as Istio's metrics name it. */
export interface Workload {
  readonly cluster: string;
  readonly namespace: string;
  readonly pod: string;
  readonly uid: string;
  readonly address: string;
  /** Name of its Deployment, StatefulSet or Job, or its own. */
  readonly name: string;
  /** Its labels `app` and `version`; `unknown` without them. */
  readonly app: string;
  readonly version: string;
  readonly canonicalName: string;
  readonly canonicalRevision: string;
  /** Whether it has a proxy, which tells others who it is. */
  readonly hasProxy: boolean;
  /** How often that proxy was started again. */
  readonly proxyRestarts: number;
  readonly containers: readonly Container[];
  readonly labels: Readonly<Record<string, string>>;
}

/** The parts of a Service that are read. */
export interface Service extends KubeObject {
  spec: {
    selector?: Record<string, string>;
    ports?: { port: number; targetPort?: number | string }[];
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly restartCount: number;
}

interface Statuses {
  readonly containerStatuses?: ContainerStatus[];
  readonly initContainerStatuses?: ContainerStatus[];
}

const unknown = "unknown";

function isProxy({ name }: { readonly name: string }): boolean {
  return name === "istio-proxy";
}

/**
 * Describes a pod that has an address. Names follow Istio: injection's workload name (pkg/kube/inject), and canonical
 * names and revisions (pkg/config/labels).
 */
export function workloadOf(cluster: string, pod: Pod): Workload | undefined {
  const { metadata, spec, status } = pod;
  if (!status.podIP || spec.hostNetwork) return undefined;
  const labels = metadata.labels ?? {};
  const name = ownerName(pod);
  const { containerStatuses = [], initContainerStatuses = [] } = status as Statuses;
  const proxy = [...containerStatuses, ...initContainerStatuses].find(isProxy);
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  return {
    cluster,
    namespace: metadata.namespace ?? "default",
    pod: metadata.name,
    uid: metadata.uid ?? "",
    address: status.podIP,
    name,
    app: labels.app ?? unknown,
    version: labels.version ?? unknown,
    canonicalName:
      labels["service.istio.io/canonical-name"] ??
      labels["app.kubernetes.io/name"] ??
      labels.app ??
      name,
    canonicalRevision:
      labels["service.istio.io/canonical-revision"] ??
      labels["app.kubernetes.io/version"] ??
      labels.version ??
      "latest",
    hasProxy: containers.some(isProxy),
    proxyRestarts: proxy?.restartCount ?? 0,
    containers,
    labels,
  };
}

function ownerName({ metadata }: Pod): string {
  const [owner] =
    (metadata as { ownerReferences?: { kind: string; name: string }[] }).ownerReferences ?? [];
  if (!owner) return metadata.name;
  const hash = metadata.labels?.["pod-template-hash"];
  return owner.kind === "ReplicaSet" && hash && owner.name.endsWith(`-${hash}`)
    ? owner.name.slice(0, -hash.length - 1)
    : owner.name;
}

/** The pods and Services of all clusters, by what access logs say of them. */
export class Workloads {
  private readonly byAddress = new Map<string, Workload>();
  private readonly live = new Map<string, Workload>();
  private readonly services = new Map<string, { cluster: string; service: Service }>();

  /** Takes a pod's new version. */
  changed(workload: Workload): void {
    this.byAddress.set(workload.address, workload);
    this.live.set(workload.uid, workload);
  }

  /** Forgets a pod's series; its address stays known until another pod has it, for callers log late. */
  gone(uid: string): void {
    this.live.delete(uid);
  }

  /** Takes a Service's new version. */
  serviceChanged(cluster: string, service: Service): void {
    this.services.set(service.metadata.uid ?? "", { cluster, service });
  }

  serviceGone({ metadata }: Service): void {
    this.services.delete(metadata.uid ?? "");
  }

  /** The pod that has an address, or had it last. */
  at(address: string): Workload | undefined {
    return this.byAddress.get(address);
  }

  /** Whether a pod is still in its cluster's API. */
  isLive(uid: string): boolean {
    return this.live.has(uid);
  }

  /** Name of the Service that has a pod's port: the oldest, where several have it. */
  serviceOf(workload: Workload, port: number): string | undefined {
    return [...this.services.values()]
      .filter(
        ({ cluster, service }) => cluster === workload.cluster && serves(service, workload, port),
      )
      .map(({ service: { metadata } }) => ({
        name: metadata.name,
        made: (metadata as { creationTimestamp?: string }).creationTimestamp ?? "",
      }))
      .sort((a, b) => a.made.localeCompare(b.made) || a.name.localeCompare(b.name))[0]?.name;
  }
}

function serves({ metadata, spec }: Service, workload: Workload, port: number): boolean {
  const selector = Object.entries(spec.selector ?? {});
  if (metadata.namespace !== workload.namespace || selector.length === 0) return false;
  if (!selector.every(([name, value]) => workload.labels[name] === value)) return false;
  return (spec.ports ?? []).some(({ port: own, targetPort = own }) =>
    typeof targetPort === "number"
      ? targetPort === port
      : workload.containers.some(({ ports = [] }) =>
          ports.some((one) => one.name === targetPort && one.containerPort === port),
        ),
  );
}
