/** Reads from a pod what its proxy is called in the mesh. Pure. */
import { isPodReady, type PodWithConditions } from "../../../kubernetes/pod-ready";

/** As much of a container as is read here. */
interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

/** As much of a pod as its proxy is read from. */
export interface PodWithProxy extends PodWithConditions {
  readonly spec?: {
    readonly containers?: readonly Container[];
    /** A native sidecar is one of these. */
    readonly initContainers?: readonly Container[];
  };
}

/** The proxy of a pod, as istiods list it. */
export interface PodProxy {
  /** `<pod>.<namespace>` */
  readonly proxy: string;
  /** Its cluster as the mesh names it; left out where the pod does not say. */
  readonly cluster?: string;
  /** The revision of the istiod that injected it; left out where the pod does not say. */
  readonly revision?: string;
}

/** What Istio's templates call the container, in sidecars and gateways. */
const proxyContainer = "istio-proxy";

/**
 * The proxy of a pod that is ready: Istio's templates name its container, its cluster and its revision
 * (istio/istio, manifests/charts/istio-control/istio-discovery/files, injection-template.yaml and
 * gateway-injection-template.yaml).
 *
 * @returns undefined for a pod that carries no traffic, for one without a proxy, and for one whose
 * agent has no Envoy (the template grpc-agent): its application connects when it wants to
 */
export function proxyOfPod(pod: PodWithProxy): PodProxy | undefined {
  if (!isPodReady(pod)) return undefined;
  const { metadata, spec = {} } = pod;
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const found = containers.find(({ name }) => name === proxyContainer);
  const of = (name: string) => found?.env?.find((one) => one.name === name)?.value;
  if (!found || of("DISABLE_ENVOY") === "true") return undefined;
  const cluster = of("ISTIO_META_CLUSTER_ID");
  // Charts of gateways that are not injected have a label alone.
  const revision = metadata.annotations?.[revisionKey] ?? metadata.labels?.[revisionKey];
  return {
    proxy: `${metadata.name}.${metadata.namespace ?? ""}`,
    ...(cluster !== undefined && { cluster }),
    ...(revision !== undefined && { revision }),
  };
}

/**
 * The annotation of an injected pod, and the label of an istiod's, that name the revision
 * (https://istio.io/latest/docs/reference/config/labels/).
 */
export const revisionKey = "istio.io/rev";
