// Plans the objects that a release brings beside its own.
import { groupOf } from "../kinds";
import type { Manifest } from "../manifests/metadata";
import { besideObjects } from "../release/beside";
import type { Cluster } from "../release/cluster";
import { isPrimary } from "../release/cluster-role";
import type { Release } from "../release/release";
import { isMapping } from "../schema/best-effort";

/** The objects of one cluster, with the place of each in the release. */
export interface PlannedBeside {
  readonly object: Manifest;
  readonly origin: readonly (string | number)[];
}

/**
 * The objects that a cluster gets. Without a namespace they belong to the release's. Those of Istio go
 * to the clusters from which the mesh reads such objects.
 */
export function planBeside(release: Release, cluster: Cluster): PlannedBeside[] {
  return besideObjects(release)
    .filter(({ object }) => isComplete(object))
    .filter(({ clusters }) => clusters?.includes(cluster.name) ?? true)
    .map(({ object: written, origin }) => {
      const object = written as unknown as Manifest;
      const metadata = { namespace: release.namespace, ...object.metadata };
      return { object: { ...object, metadata }, origin };
    })
    .filter(({ object }) => isPrimary(cluster) || !groupOf(object.apiVersion).endsWith("istio.io"));
}

/** A plan of a release with mistakes, of which the checks tell, leaves out what has no name. */
function isComplete({ apiVersion, kind, metadata }: Readonly<Record<string, unknown>>): boolean {
  return (
    typeof apiVersion === "string" &&
    typeof kind === "string" &&
    isMapping(metadata) &&
    typeof metadata.name === "string"
  );
}
