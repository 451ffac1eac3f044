// The app's container of a version: its name, the overrides of it, and the ports that it names.
import type { Container, ContainerPort, Probe } from "kubernetes-types/core/v1";
import { containerPortName } from "./names";
import type { Part } from "./part";
import { servicePorts } from "./ports";
import type { ServiceSpec, VersionSpec } from "./release";

/** A container as `pod` overrides it. */
export type ContainerPart = Part<Container>;

/** Name of the app's container: the one that the version names, else the service's name. */
export function appContainerName(
  service: string,
  { container }: Pick<VersionSpec, "container">,
): string {
  return container ?? service;
}

/** Whether an override is the app's: it has that name, or it is the first one without a name. */
export function isApp(one: ContainerPart, name: string, all: readonly ContainerPart[]): boolean {
  if (one.name !== undefined) return one.name === name;
  return !all.some((other) => other.name === name) && all.filter(unnamed)[0] === one;
}

function unnamed({ name }: ContainerPart): boolean {
  return name === undefined;
}

/** What `pod` says of the app's container, if it says anything. */
export function appOverrides(
  service: string,
  version: Pick<VersionSpec, "container" | "pod">,
): ContainerPart | undefined {
  const all = version.pod?.spec?.containers ?? [];
  // A broken item that was cut out leaves a hole in the list, over which `filter` goes.
  return all.filter((one) => isApp(one, appContainerName(service, version), all))[0];
}

/**
 * The containers whose ports a Service can name: all that run as long as the pod, native sidecars among
 * them (FindPort in Kubernetes' pkg/api/v1/pod/util.go).
 */
export function servingContainers<C extends object>(spec: {
  readonly containers?: readonly C[] | null;
  readonly initContainers?: readonly C[] | null;
}): readonly C[] {
  const isSidecar = (one: C) =>
    (one as { readonly restartPolicy?: unknown }).restartPolicy === "Always";
  return [...(spec.containers ?? []), ...(spec.initContainers ?? []).filter(isSidecar)];
}

/** A port of the app's container that the program writes. */
export interface GeneratedPort {
  /** Name by which probes and the Service find it; left out: it has a number only. */
  readonly name?: string;
  /** 1 to 65535. */
  readonly containerPort: number;
}

/** The parts of a version that say its pods. */
type Pods = Pick<
  VersionSpec,
  "container" | "pod" | "readinessProbe" | "livenessProbe" | "startupProbe"
>;

/**
 * The ports that the program writes into the app's container. A port of `ports` keeps its name if a
 * container's port can have it. In the short form a port has a number only, so that pods of before
 * stay as they are; it gets a name if the probes name a port that nothing else names.
 */
export function containerPorts(
  name: string,
  service: ServiceSpec,
  version: Pods,
): readonly GeneratedPort[] {
  const own = (appOverrides(name, version)?.ports ?? []) as readonly Partial<ContainerPort>[];
  const taken = new Set(own.flatMap((port) => port.name ?? []));
  const [asked, ...more] = [...new Set(probePorts(name, version))].filter(
    (one) => !taken.has(one) && containerPortName.test(one),
  );
  const short = more.length === 0 ? asked : undefined;
  const byNumber = new Map<number, GeneratedPort>();
  for (const port of servicePorts(service)) {
    if (typeof port.targetPort !== "number") continue;
    const wanted = service.ports ? port.name : short;
    const fits = wanted !== undefined && containerPortName.test(wanted) && !taken.has(wanted);
    const known = byNumber.get(port.targetPort);
    if (known?.name !== undefined) continue;
    byNumber.set(port.targetPort, {
      ...(fits && { name: wanted }),
      containerPort: port.targetPort,
    });
  }
  return [...byNumber.values()];
}

const probeKeys = ["readinessProbe", "livenessProbe", "startupProbe"] as const;

/** The names of ports that the probes of the app's container ask for, by HTTP or TCP. */
function probePorts(name: string, version: Pods): string[] {
  const overrides = appOverrides(name, version);
  return probeKeys
    .flatMap((key) => [version[key], overrides?.[key]] as (Part<Probe> | null | undefined)[])
    .flatMap((probe) => [probe?.httpGet?.port, probe?.tcpSocket?.port])
    .filter((port) => typeof port === "string");
}
