// Makes the Kubernetes Service of one service.
import { kinds } from "../kinds";
import type { ServiceSpec as KubernetesServiceSpec } from "kubernetes-types/core/v1";
import { serviceSelector, type Labels } from "../release/labels";
import type { ServiceSpec } from "../release/release";
import type { Manifest } from "./metadata";

/** The arguments of one Service: its ports, or the port of a Service with one. */
export type ServiceArgs = ServiceFrame &
  (ServicePortArgs | { readonly ports: readonly NamedPortArgs[] });

interface ServiceFrame extends Pick<ServiceSpec, "type" | "labels" | "annotations"> {
  readonly namespace: string;
  /** Its name. */
  readonly service: string;
  /** Labels of the pods of all versions. @default the label `app` with the service's name */
  readonly selector?: Labels;
}

/** The port of a Service that has one. */
export interface ServicePortArgs {
  /** 1 to 65535. */
  readonly port: number;
  /** Port of the containers: its number, 1 to 65535, or its name. */
  readonly targetPort: number | string;
  /** Begins with the protocol, which Istio reads from it. */
  readonly portName: string;
}

/** One of several ports of a Service. */
export interface NamedPortArgs extends Omit<ServicePortArgs, "portName"> {
  readonly name: string;
  /** The protocol for Istio, where the name does not begin with it. */
  readonly appProtocol?: string;
}

export interface ServiceManifest extends Manifest {
  readonly spec: KubernetesServiceSpec;
}

/**
 * The Service. It selects the pods of all versions: subsets choose the version, and a pod that left
 * every Service would answer 503 to clients that still hold its address
 * (argoproj/argo-rollouts#4195). It leaves `clusterIP` to the API server, which keeps the address
 * when the type changes
 * (https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/).
 */
export function serviceManifest(args: ServiceArgs): ServiceManifest {
  const { namespace, service, type, labels, annotations } = args;
  return {
    apiVersion: kinds.Service.apiVersion,
    kind: "Service",
    metadata: {
      name: service,
      namespace,
      labels: { app: service, ...labels },
      ...(annotations && { annotations }),
    },
    spec: {
      ...(type && { type }),
      selector: serviceSelector(service, args),
      ports: portsOf(args).map((one) => ({ ...one, protocol: "TCP" })),
    },
  };
}

function portsOf(args: ServiceArgs): readonly NamedPortArgs[] {
  if ("ports" in args) return args.ports;
  const { portName, port, targetPort } = args;
  return [{ name: portName, port, targetPort }];
}
