import type { DeploymentSpec } from "kubernetes-types/apps/v1";
import type { Manifest } from "./metadata";
import { podTemplate } from "./pod-template";
import { versionedName } from "../release/names";
import type { VersionSpec } from "../release/release";
import type { UpstreamPolicy } from "../release/upstream-policy";

/** What decides the Deployment of one version. */
export interface WorkloadArgs extends Omit<VersionSpec, "clusters" | keyof UpstreamPolicy> {
  readonly namespace: string;
  /** Name of the service: the pods' `app` label. */
  readonly service: string;
  /** Name of the version: the pods' `version` label. */
  readonly version: string;
  /** Port of the container, 1 to 65535. */
  readonly targetPort: number;
  /** Whether its pods get a sidecar. @default true */
  readonly sidecar?: boolean;
}

export interface DeploymentManifest extends Manifest {
  readonly spec: DeploymentSpec;
}

/**
 * The Deployment of one version, with the labels `app` and `version` that Istio's subsets and telemetry read
 * (https://istio.io/latest/docs/ops/deployment/application-requirements/).
 */
export function deploymentManifest(args: WorkloadArgs): DeploymentManifest {
  const labels = { app: args.service, version: args.version };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: versionedName(args.service, args.version),
      namespace: args.namespace,
      labels,
    },
    spec: {
      replicas: args.replicas ?? 1,
      selector: { matchLabels: labels },
      // Never fewer pods than asked for while an image is replaced.
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } },
      template: podTemplate(args),
    },
  };
}
