// The parts from which the shops of the specs of adoption are written: short forms of Kubernetes' objects.
import type { Container, PodSpec, ServicePort } from "kubernetes-types/core/v1";
import type { Manifest } from "../../../model/manifests/metadata";

/** Any object with all of its fields. */
export type Full = Manifest & Readonly<Record<string, unknown>>;

/** The objects of one namespace, as their manifests have them. */
export interface Shop {
  readonly namespace: string;
  /** A Service and path that answer requests from outside. */
  readonly entry: { readonly service: string; readonly port: number; readonly path: string };
  readonly objects: readonly Full[];
}

/** A Deployment in short. */
export interface DeploymentParts {
  readonly labels: Readonly<Record<string, string>>;
  readonly containers: readonly Container[];
  /** @default the labels */
  readonly selector?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Annotations of the pods. */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /** Other fields of the pods. */
  readonly pod?: Partial<PodSpec>;
  /** Other fields of the Deployment's spec. */
  readonly spec?: object;
}

export function namespaceOf(name: string): Full {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { "istio-injection": "enabled" } },
  };
}

export function deploymentOf(namespace: string, name: string, parts: DeploymentParts): Full {
  const { labels, containers, selector = labels, annotations, podAnnotations, pod, spec } = parts;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, labels: { ...labels }, ...(annotations && { annotations }) },
    spec: {
      ...spec,
      selector: { matchLabels: { ...selector } },
      template: {
        metadata: {
          labels: { ...labels },
          ...(podAnnotations && { annotations: podAnnotations }),
        },
        spec: { ...pod, containers: structuredClone([...containers]) },
      },
    },
  };
}

/** What of a Service its metadata and spec hold beside selector and ports. */
export interface ServiceParts {
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly spec?: object;
}

export function serviceOf(
  namespace: string,
  name: string,
  selector: Readonly<Record<string, string>>,
  ports: readonly ServicePort[],
  { labels, annotations, spec }: ServiceParts = {},
): Full {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace, ...(labels && { labels }), ...(annotations && { annotations }) },
    spec: { ...spec, selector: { ...selector }, ports: structuredClone([...ports]) },
  };
}

export function istioOf(namespace: string, kind: string, name: string, spec: object): Full {
  return {
    apiVersion: "networking.istio.io/v1",
    kind,
    metadata: { name, namespace },
    spec,
  };
}

export function env(values: Readonly<Record<string, string>>): NonNullable<Container["env"]> {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

export function resources(requests: readonly [string, string], limits: readonly [string, string]) {
  return {
    requests: { cpu: requests[0], memory: requests[1] },
    limits: { cpu: limits[0], memory: limits[1] },
  };
}
