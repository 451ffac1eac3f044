// The rule on what pods need and the release does not make: ServiceAccounts, Secrets and more. GR296.
import type { Container, PodSpec, Volume } from "kubernetes-types/core/v1";
import type { DeploymentManifest } from "../../../manifests/deployment";
import { namespaceManifest } from "../../../manifests/namespace";
import { inWords } from "../../../problem";
import type { RuleFinding } from "../../finding";
import type { Planned, PlannedObjects } from "../../planned-objects";
import { containersOf } from "./named-ports";

/** Tells which objects must exist in a cluster before all pods of the release can start there. */
export function needs({ clusters, release }: PlannedObjects): RuleFinding[] {
  const made = release.createNamespace !== false;
  return clusters.flatMap(({ deployments, beside }): RuleFinding[] => {
    const brought = new Set(
      beside.map(({ manifest: { kind, metadata } }) => `${kind} ${metadata.name}`),
    );
    const lacking = (of: Planned<DeploymentManifest>) =>
      neededBy(of).filter((one) => !brought.has(one));
    const needed = [...new Set(deployments.flatMap(lacking))].sort();
    const [first] = deployments.filter((of) => lacking(of).length > 0);
    if (!first) return [];
    return [
      {
        code: "GR296",
        origin: ["services"],
        on: first,
        given: inWords(needed),
        allowed: "objects that exist in the cluster before the pods start",
        fix: made
          ? `list them in manifests; or create the namespace ${release.namespace}${labelsOf(release)}, and them in it, before the first update`
          : `list them in manifests, or make sure that they exist in the namespace ${release.namespace}`,
      },
    ];
  });
}

function labelsOf(release: PlannedObjects["release"]): string {
  const labels = Object.entries(namespaceManifest(release).metadata.labels ?? {});
  return labels.map(([name, value]) => ` with the label ${name}: ${value}`).join("");
}

/** Kind and name of each object without which the pods do not start, or get no image. */
function neededBy(of: Planned<DeploymentManifest>): string[] {
  const { spec } = of.manifest.spec.template;
  if (!spec) return [];
  const needed = [
    ...ofPod(spec),
    ...containersOf(of).flatMap(ofContainer),
    ...(spec.volumes ?? []).flatMap(ofVolume),
  ];
  return needed;
}

function ofPod({ serviceAccountName, imagePullSecrets = [], ...spec }: PodSpec): string[] {
  return [
    ...(serviceAccountName && serviceAccountName !== "default"
      ? [`ServiceAccount ${serviceAccountName}`]
      : []),
    ...named("Secret", ...imagePullSecrets),
    ...named("PriorityClass", { name: spec.priorityClassName }),
    ...named("RuntimeClass", { name: spec.runtimeClassName }),
  ];
}

function ofContainer({ env = [], envFrom = [] }: Container): string[] {
  return [
    ...env.flatMap(({ valueFrom }) => [
      ...named("ConfigMap", valueFrom?.configMapKeyRef),
      ...named("Secret", valueFrom?.secretKeyRef),
    ]),
    ...envFrom.flatMap(({ configMapRef, secretRef }) => [
      ...named("ConfigMap", configMapRef),
      ...named("Secret", secretRef),
    ]),
  ];
}

function ofVolume({ configMap, secret, projected, persistentVolumeClaim }: Volume): string[] {
  return [
    ...named("ConfigMap", configMap),
    ...named("Secret", secret && { ...secret, name: secret.secretName }),
    ...named(
      "PersistentVolumeClaim",
      persistentVolumeClaim && { name: persistentVolumeClaim.claimName },
    ),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...named("ConfigMap", source.configMap),
      ...named("Secret", source.secret),
    ]),
  ];
}

function named(
  kind: string,
  ...references: ({ readonly name?: string; readonly optional?: boolean } | undefined)[]
): string[] {
  return references.flatMap((one) => (one?.name && !one.optional ? [`${kind} ${one.name}`] : []));
}
