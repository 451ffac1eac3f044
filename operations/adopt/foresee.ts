/** Finds out what a first update would do to a live object, by a dry run. Nothing stays written. */
import { objectPath } from "../../kubernetes/object-path";
import { objectName, type LiveObject } from "../../model/live-object";
import type { Manifest } from "../../model/manifests/metadata";
import type { ClusterApi } from "../cluster-api";
import { differences, type Difference } from "../drift/differences";
import type { Obstacle } from "./decide/live";

/** What a first update would do to a live object. */
export interface Foreseen {
  readonly object: LiveObject;
  /** What it would change, in the order of the object's fields; `from` is the live value. */
  readonly changes: readonly Difference[];
}

/**
 * What a first update would do to the live object of the same name, by a server-side apply as a dry
 * run.
 *
 * @returns undefined where the cluster has no such object
 * @throws KubeError that says why the API server refuses it
 */
export async function foresee(
  client: Pick<ClusterApi, "get" | "apply">,
  manifest: Manifest,
): Promise<Foreseen | undefined> {
  const path = objectPath(manifest);
  const object = await client.get<LiveObject>(path);
  if (!object) return undefined;
  const after = await client.apply<Manifest & LiveObject>(path, manifest, { dryRun: true });
  const place = { path: "", of: [], owners: [] };
  const changes = differences(content(after), content(object), place).map(
    ({ from, to, ...one }) => ({ ...one, from: to, to: from }),
  );
  return { object, changes };
}

/** The fields of an object that can be declared, with the defaults that its API server fills in. */
function content(object: LiveObject): object {
  const {
    metadata,
    status: _status,
    ...rest
  } = object as LiveObject & { readonly status?: unknown };
  const { labels, annotations } = metadata;
  return { ...rest, metadata: { labels, annotations } };
}

/** The changes that would make a Deployment replace its pods: any change of its pod template. */
export function restartsIn(cluster: string, { object, changes }: Foreseen): Obstacle[] {
  if (object.kind !== "Deployment") return [];
  return changes
    .filter(({ path }) => path.startsWith("spec.template"))
    .map(({ path, from, to }) => ({
      cluster,
      object: objectName(object),
      field: path,
      why: `the live value is ${JSON.stringify(from) ?? "nothing"}, the declared one ${JSON.stringify(to) ?? "nothing"}`,
    }));
}
