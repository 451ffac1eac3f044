// Makes the Deployment of one version; pod-template.ts makes its pods.
import { kinds } from "../kinds";
import type { DeploymentSpec } from "kubernetes-types/apps/v1";
import type { Manifest } from "./metadata";
import { podTemplate } from "./pod-template";
import { versionedName } from "../release/names";
import type { WorkloadArgs } from "./workload-args";

export interface DeploymentManifest extends Manifest {
  readonly spec: DeploymentSpec;
}

/**
 * The Deployment of one version, with the labels `app` and `version` that Istio's subsets and
 * telemetry read (https://istio.io/latest/docs/ops/deployment/application-requirements/).
 */
export function deploymentManifest(args: WorkloadArgs): DeploymentManifest {
  const labels = { app: args.service, version: args.version };
  return {
    apiVersion: kinds.Deployment.apiVersion,
    kind: "Deployment",
    metadata: {
      name: versionedName(args.service, args.version),
      namespace: args.namespace,
      labels,
    },
    spec: {
      replicas: args.replicas ?? 1,
      selector: { matchLabels: labels },
      // There are never fewer pods than declared while a new image replaces an old one.
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } },
      template: podTemplate(args),
    },
  };
}
