import type { DeploymentSpec } from "kubernetes-types/apps/v1";
import type { Manifest } from "./metadata";
import { versionedName } from "../names";
import type { VersionSpec } from "../release";
import type { UpstreamPolicy } from "../upstream-policy";

/** What decides the Deployment of one version. */
export interface WorkloadArgs extends Omit<VersionSpec, "clusters" | keyof UpstreamPolicy> {
  readonly namespace: string;
  /** Name of the service: the pods' `app` label. */
  readonly service: string;
  /** Name of the version: the pods' `version` label. */
  readonly version: string;
  /** Port of the container, 1 to 65535. */
  readonly targetPort: number;
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
  const { image, imagePullPolicy, resources } = args;
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
      template: {
        metadata: { labels },
        spec: {
          ...(args.imagePullSecrets && {
            imagePullSecrets: args.imagePullSecrets.map((name) => ({ name })),
          }),
          containers: [
            {
              name: args.service,
              image,
              ...(imagePullPolicy && { imagePullPolicy }),
              ...(args.env && {
                env: Object.entries(args.env).map(([name, value]) => ({ name, value })),
              }),
              // A container's port name has at most 15 characters, a Service's has 63: the number is enough here.
              ports: [{ containerPort: args.targetPort }],
              ...(resources && { resources }),
            },
          ],
        },
      },
    },
  };
}
