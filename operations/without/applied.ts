/** The Kubernetes objects of a stack's state, by release and cluster. Pure. */
import type { Manifest } from "../../model/manifests/metadata";
import { objectName } from "../../model/live-object";
import { clustersByProvider, releasesOf, type StateResource } from "./resources";
import type { StackObject } from "./left-out";

/** A Kubernetes object of the state, and where it belongs. */
export interface Applied extends StackObject {
  readonly resource: StateResource;
  readonly manifest: Manifest;
}

/** A resource that the engine made in a cluster of the stack. */
export interface InCluster {
  readonly cluster: string;
  readonly resource: StateResource;
}

/**
 * Everything that the engine made in the clusters of releases, with what a program has there
 * besides.
 *
 * @param clusters names of all clusters of the stack
 */
export function inClusters(
  resources: readonly StateResource[],
  clusters: readonly string[],
): InCluster[] {
  const clusterOf = clustersByProvider(resources, clusters);
  return resources.flatMap((resource): InCluster[] => {
    const { custom, external, provider = "" } = resource;
    const cluster = clusterOf.get(provider);
    return custom && !external && cluster !== undefined ? [{ cluster, resource }] : [];
  });
}

/** The objects among them that releases applied. */
export function appliedBy(
  resources: readonly StateResource[],
  all: readonly InCluster[],
): Applied[] {
  const releaseOf = releasesOf(resources);
  return all.flatMap(({ cluster, resource }): Applied[] => {
    const release = releaseOf(resource.urn);
    if (release === undefined) return [];
    const manifest = resource.inputs as unknown as Manifest;
    return [{ release, cluster, object: objectName(manifest), resource, manifest }];
  });
}

/** Those of one kind, with the type of their manifests. */
export function ofKind<T extends Manifest>(objects: readonly Applied[], kind: string) {
  return objects.filter(({ manifest }) => manifest.kind === kind) as (Applied & {
    readonly manifest: T;
  })[];
}
