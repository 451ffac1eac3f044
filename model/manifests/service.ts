// Makes the Kubernetes Service of one service.
import { kinds } from "../kinds";
import type { ServiceSpec as KubernetesServiceSpec } from "kubernetes-types/core/v1";
import type { Manifest } from "./metadata";

/** The arguments of one Service. */
export interface ServiceArgs {
  readonly namespace: string;
  /** Its name, and the `app` label that it selects. */
  readonly service: string;
  /** 1 to 65535. */
  readonly port: number;
  /** Port of the containers, 1 to 65535. */
  readonly targetPort: number;
  /** Begins with the protocol, which Istio reads from it. */
  readonly portName: string;
}

export interface ServiceManifest extends Manifest {
  readonly spec: KubernetesServiceSpec;
}

/**
 * The Service. It selects by `app` and never by `version`: subsets choose the version, and a pod
 * that left every Service would answer 503 to clients that still hold its address
 * (argoproj/argo-rollouts#4195).
 */
export function serviceManifest(args: ServiceArgs): ServiceManifest {
  const { namespace, service, port, targetPort, portName } = args;
  return {
    apiVersion: kinds.Service.apiVersion,
    kind: "Service",
    metadata: { name: service, namespace, labels: { app: service } },
    spec: {
      selector: { app: service },
      ports: [{ name: portName, port, targetPort, protocol: "TCP" }],
    },
  };
}
