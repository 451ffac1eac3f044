// Compares the config, the state and the clusters of a release, and lists the differences.
import type { KubeObject } from "../../kubernetes/client";
import { listPath, objectPath } from "../../kubernetes/object-path";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import type { LabCluster } from "../../lab/types";
import { manifests, planRelease } from "../../model/plan/plan";
import type { Release } from "../../model/release/release";
import type { Stacks } from "./stacks";

/** What a release makes, apart from its namespace. */
const kinds = [
  ["v1", "Service"],
  ["apps/v1", "Deployment"],
  ["networking.istio.io/v1", "DestinationRule"],
  ["networking.istio.io/v1", "Gateway"],
  ["networking.istio.io/v1", "VirtualService"],
  ["security.istio.io/v1", "PeerAuthentication"],
  ["security.istio.io/v1", "AuthorizationPolicy"],
] as const;

/**
 * The differences between config, state and clusters: what a preview with refresh would still
 * change, operations that are pending in the state, objects that no plan has, and planned objects
 * that are missing. Nothing where all is well.
 */
export async function differences(
  stacks: Stacks,
  release: Release,
  clusters: readonly LabCluster[],
): Promise<string[]> {
  const pending = (await stacks.pending(release)).map((type) => `pending: ${type}`);
  const objects = await Promise.all(clusters.map((cluster) => strayIn(cluster, release, clusters)));
  const changes = await stacks.run(release, "preview", "--refresh", "--expect-no-changes").then(
    () => [],
    (error: Error) => [error.message],
  );
  return [...pending, ...objects.flat(), ...changes];
}

/**
 * Objects of the namespace in one cluster that are not planned, and planned ones that are missing.
 */
async function strayIn(
  { name, kubeconfig }: LabCluster,
  release: Release,
  clusters: readonly LabCluster[],
): Promise<string[]> {
  const plan = planRelease(release, clusters).clusters.find(({ cluster }) => cluster.name === name);
  const planned = plan ? manifests(plan).filter(({ kind }) => kind !== "Namespace") : [];
  const client = clientOf(kubeconfig);
  const lists = await Promise.all(
    kinds.map(async ([apiVersion, kind]) => {
      const metadata = { namespace: release.namespace };
      const found = await client.list<KubeObject>(listPath({ apiVersion, kind, metadata }));
      return found.map((object) => objectPath({ ...object, apiVersion, kind }));
    }),
  );
  client.close();
  const there = new Set(lists.flat());
  const wanted = new Set(planned.map(objectPath));
  return [
    ...[...there].filter((path) => !wanted.has(path)).map((path) => `${name} has also ${path}`),
    ...[...wanted].filter((path) => !there.has(path)).map((path) => `${name} lacks ${path}`),
  ];
}
