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

/**
 * The objects that releases applied last, and nothing of what a program has besides.
 *
 * @param clusters names of all clusters of the stack
 */
export function appliedIn(
  resources: readonly StateResource[],
  clusters: readonly string[],
): Applied[] {
  const clusterOf = clustersByProvider(resources, clusters);
  const releaseOf = releasesOf(resources);
  return resources.flatMap((resource): Applied[] => {
    const { custom, external, type, provider = "", inputs, urn } = resource;
    const release = releaseOf(urn);
    const cluster = clusterOf.get(provider);
    if (!custom || external || !type.startsWith("kubernetes:")) return [];
    if (release === undefined || cluster === undefined) return [];
    const manifest = inputs as unknown as Manifest;
    return [{ release, cluster, object: objectName(manifest), resource, manifest }];
  });
}

/** Those of one kind, with the type of their manifests. */
export function ofKind<T extends Manifest>(objects: readonly Applied[], kind: string) {
  return objects.filter(({ manifest }) => manifest.kind === kind) as (Applied & {
    readonly manifest: T;
  })[];
}
