// Decides whether pods have sidecars, which ports those take, and which mutual TLS mode follows.
import type { Release, VersionSpec } from "./release";

/** Whether the pods of a release get sidecars. */
export function hasSidecars({ injection }: Pick<Release, "injection">): boolean {
  return injection !== "disabled";
}

/**
 * The mutual TLS mode that the pods demand of their callers: the declared one, else STRICT if they
 * have sidecars, because only pods with sidecars can speak mutual TLS.
 */
export function demandedMtls(
  release: Pick<Release, "injection" | "mtls">,
): NonNullable<Release["mtls"]> {
  return release.mtls ?? (hasSidecars(release) ? "STRICT" : "PERMISSIVE");
}

/** The label and the annotation by which a pod asks for a sidecar, or for none. */
export const injectKey = "sidecar.istio.io/inject";

/** The parts of a pod template, or of a version's `pod`, that Istio's webhook reads. */
export interface InjectedPod {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string | null>>;
    readonly annotations?: Readonly<Record<string, string | null>>;
  };
  readonly spec?: { readonly hostNetwork?: boolean | null };
}

/**
 * The field by which a pod gets no sidecar although its namespace asks for them, in words;
 * undefined: it gets one. A pod in its node's network never gets one, the label counts before the
 * annotation, and other values than "true" and "false" count as none (injectRequired in istiod's
 * pkg/kube/inject/inject.go).
 */
export function sidecarOff({ metadata, spec }: InjectedPod): string | undefined {
  if (spec?.hostNetwork) return "hostNetwork: true";
  const label = metadata?.labels?.[injectKey];
  const [kind, value] =
    label === undefined || label === null
      ? ["annotation", metadata?.annotations?.[injectKey]]
      : ["label", label];
  return value === "false" ? `the ${kind} ${injectKey}: "false"` : undefined;
}

/** The same for the pods of a version, by what its declaration says. */
export function sidecarOffBy({ labels, pod }: Pick<VersionSpec, "labels" | "pod">) {
  const { metadata } = pod ?? {};
  return sidecarOff({
    ...pod,
    metadata: { ...metadata, labels: { ...labels, ...metadata?.labels } },
  });
}

/** The values of the label and the annotation that Istio does not know, such as "no". */
export function oddInject({ metadata }: InjectedPod): string[] {
  const values = {
    label: metadata?.labels?.[injectKey],
    annotation: metadata?.annotations?.[injectKey],
  };
  return Object.entries(values).flatMap(([kind, value]) =>
    value === undefined || value === null || value === "" || ["true", "false"].includes(value)
      ? []
      : [`the ${kind} ${injectKey}: ${JSON.stringify(value)}`],
  );
}

const excluded = "traffic.sidecar.istio.io/excludeInboundPorts";
const included = "traffic.sidecar.istio.io/includeInboundPorts";
const mode = "sidecar.istio.io/interceptionMode";

/** Whether a pod says which ports its sidecar takes; else it takes all of them. */
export function choosesPorts({ metadata }: InjectedPod): boolean {
  return [excluded, included, mode].some((name) => metadata?.annotations?.[name] !== undefined);
}

/** How a pod keeps a port away from its sidecar, in words; undefined: the sidecar takes it. */
export function bypass({ metadata }: InjectedPod, port: number): string | undefined {
  const annotation = (name: string) => metadata?.annotations?.[name] ?? undefined;
  const lists = (name: string) =>
    annotation(name)
      ?.split(",")
      .map((one) => one.trim());
  if (lists(excluded)?.includes(String(port))) return `the annotation ${excluded}`;
  const taken = lists(included);
  if (taken && !taken.includes("*") && !taken.includes(String(port)))
    return `the annotation ${included}`;
  return annotation(mode) === "NONE" ? `the annotation ${mode}: NONE` : undefined;
}
