// Makes the Deployment of one version; pod-template.ts makes its pods.
import { kinds } from "../kinds";
import type { DeploymentSpec } from "kubernetes-types/apps/v1";
import type { Manifest } from "./metadata";
import { podTemplate } from "./pod-template";
import { deploymentSelector, podLabels } from "../release/labels";
import { versionedName } from "../release/names";
import { fixedReplicas } from "../release/replicas";
import type { WorkloadArgs } from "./workload-args";

export interface DeploymentManifest extends Manifest {
  readonly spec: DeploymentSpec;
}

/**
 * The Deployment of one version, with the labels `app` and `version` that Istio's subsets and
 * telemetry read (https://istio.io/latest/docs/ops/deployment/application-requirements/).
 */
export function deploymentManifest(args: WorkloadArgs): DeploymentManifest {
  const { service, version, annotations, strategy } = args;
  // Left out where an autoscaler, or somebody else, decides: the release must not own the number then.
  const replicas = fixedReplicas(args);
  return {
    apiVersion: kinds.Deployment.apiVersion,
    kind: "Deployment",
    metadata: {
      name: versionedName(service, version),
      namespace: args.namespace,
      labels: podLabels(service, version, args),
      ...(annotations && { annotations }),
    },
    spec: {
      ...(replicas !== undefined && { replicas }),
      selector: { matchLabels: deploymentSelector(service, version, args) },
      strategy: deploymentStrategy(strategy),
      template: podTemplate(args),
    },
  };
}

/**
 * There are never fewer pods than declared while a new image replaces an old one, unless the version
 * says otherwise. An API server refuses `rollingUpdate` beside `Recreate`
 * (ValidateDeploymentStrategy in Kubernetes' pkg/apis/apps/validation).
 */
function deploymentStrategy(given: WorkloadArgs["strategy"]): DeploymentSpec["strategy"] {
  const { type = "RollingUpdate", rollingUpdate } =
    typeof given === "string" ? { type: given } : (given ?? {});
  if (type === "Recreate") return { type };
  return { type, rollingUpdate: { maxUnavailable: 0, maxSurge: "25%", ...rollingUpdate } };
}
