// Decides what a version is in one cluster: what the cluster says of it goes over what all share.
import type { ContainerPart } from "../release/app-container";
import type { Cluster } from "../release/cluster";
import type { PodOverrides } from "../release/pod";
import type { VersionSpec } from "../release/release";
import type { VersionInCluster } from "../release/version-changes";
import { inRegistry } from "./image-registry";
import { mergedVersion } from "./merged-version";

/** The parts of a cluster that change versions. */
export type OwnVersions = Pick<Cluster, "name" | "versions" | "registry" | "imagePullSecrets">;

/**
 * A version as a cluster has it. The cluster's `versions` go over its `registry` and its
 * `imagePullSecrets`, and those go over the version: an image that the cluster itself names is not
 * looked for in its registry.
 */
export function versionIn(
  cluster: OwnVersions,
  service: string,
  name: string,
  spec: VersionSpec,
): VersionInCluster {
  const shared = pulledBy(cluster, withOwnReplicas(cluster, spec));
  const changes = cluster.versions?.[service]?.[name];
  return changes ? mergedVersion(shared, changes, service) : shared;
}

function withOwnReplicas({ name }: OwnVersions, spec: VersionSpec): VersionInCluster {
  const { replicas, ...rest } = spec;
  if (typeof replicas !== "object") return spec as VersionInCluster;
  const own = Object.hasOwn(replicas, name) ? replicas[name] : undefined;
  return own === undefined ? rest : { ...rest, replicas: own };
}

/** The version with the images and the Secrets by which a cluster pulls them. */
function pulledBy(
  { registry, imagePullSecrets }: OwnVersions,
  spec: VersionInCluster,
): VersionInCluster {
  if (registry === undefined && imagePullSecrets === undefined) return spec;
  return {
    ...spec,
    ...(imagePullSecrets && { imagePullSecrets }),
    ...(registry !== undefined && {
      image: inRegistry(spec.image, registry),
      ...(spec.pod && { pod: withImages(spec.pod, registry) }),
    }),
  };
}

/** Other containers of a pod come from the same registry as the app's. */
function withImages(pod: PodOverrides, registry: string): PodOverrides {
  const { containers, initContainers } = pod.spec ?? {};
  const moved = (all: readonly ContainerPart[]) =>
    all.map((one) => (one.image ? { ...one, image: inRegistry(one.image, registry) } : one));
  return {
    ...pod,
    ...(pod.spec && {
      spec: {
        ...pod.spec,
        ...(containers && { containers: moved(containers) }),
        ...(initContainers && { initContainers: moved(initContainers) }),
      },
    }),
  };
}
