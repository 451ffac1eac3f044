// The rule on what pods need and the release does not make: ServiceAccounts, Secrets and more. GR296.
import type { Container, PodSpec, Volume } from "kubernetes-types/core/v1";
import type { DeploymentManifest } from "../../../manifests/deployment";
import { namespaceManifest } from "../../../manifests/namespace";
import { groups } from "../../../groups";
import { formatPath, inWords, type Path } from "../../../problem";
import type { RuleFinding } from "../../finding";
import { ownKeyNaming } from "../../places";
import type { Planned, PlannedObjects } from "../../planned-objects";
import { containersOf } from "./named-ports";

/** The keys of a version that name objects. */
const keys = ["serviceAccountName", "imagePullSecrets", "pod"];

/** An object that pods lack, and where their version or their cluster asks for it. */
interface Lacking {
  /** Kind and name. */
  readonly object: string;
  readonly of: Planned<DeploymentManifest>;
  readonly origin: Path;
}

/**
 * Tells which objects must exist in a cluster before all pods of the release can start there: once
 * for those of the release, and once for each place where the cluster itself asks for more.
 */
export function needs({ clusters, release }: PlannedObjects): RuleFinding[] {
  return clusters.flatMap(({ deployments, beside }) => {
    const brought = new Set(
      beside.map(({ manifest: { kind, metadata } }) => `${kind} ${metadata.name}`),
    );
    const lacking = deployments.flatMap((of) =>
      neededBy(of)
        .filter((object) => !brought.has(object))
        .map((object): Lacking => {
          const name = object.slice(object.indexOf(" ") + 1);
          return { object, of, origin: ownKeyNaming(of, keys, name) ?? ["services"] };
        }),
    );
    const shared = new Set(
      lacking.filter(({ origin }) => origin[0] === "services").map(({ object }) => object),
    );
    const told = lacking.filter(
      ({ origin, object }) => origin[0] === "services" || !shared.has(object),
    );
    return [...groups(told, ({ origin }) => [formatPath(origin)]).values()].map((all) =>
      missing(all[0]!, all, release),
    );
  });
}

function missing(
  { of, origin }: Lacking,
  all: readonly Lacking[],
  release: PlannedObjects["release"],
): RuleFinding {
  const made = release.createNamespace !== false;
  return {
    code: "GR296",
    origin,
    on: of,
    given: inWords([...new Set(all.map(({ object }) => object))].sort()),
    allowed: "objects that exist in the cluster before the pods start",
    fix: made
      ? `list them in manifests; or create the namespace ${release.namespace}${labelsOf(release)}, and them in it, before the first update`
      : `list them in manifests, or make sure that they exist in the namespace ${release.namespace}`,
  };
}

function labelsOf(release: PlannedObjects["release"]): string {
  const labels = Object.entries(namespaceManifest(release).metadata.labels ?? {});
  return labels.map(([name, value]) => ` with the label ${name}: ${value}`).join("");
}

/** Kind and name of each object without which the pods do not start, or get no image. */
function neededBy(of: Planned<DeploymentManifest>): string[] {
  const { spec } = of.manifest.spec.template;
  if (!spec) return [];
  return [
    ...ofPod(spec),
    ...containersOf(of).flatMap(ofContainer),
    ...(spec.volumes ?? []).flatMap(ofVolume),
  ];
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
