// Compares the objects of a stack: which are new, which change and which go, in which clusters.
import { findKind, stageOf, type Stage } from "../kinds";
import { identity } from "../live-object";
import { once } from "../once";
import type { Manifest } from "../manifests/metadata";
import { fieldChanges, replacesPods, type FieldChange } from "./fields";
import { perPair, type ClusterObjects, type Snapshot } from "./snapshot";
import type { VersionNames, VersionOf } from "./version-names";

/** What happens to an object in some clusters. */
export interface ObjectChange {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly stage: Stage;
  readonly change: "added" | "changed" | "removed";
  /** In the order of the clusters. */
  readonly clusters: readonly string[];
  /** The version to which it belongs. */
  readonly of?: VersionOf;
  /** What changes of it; none where it is new or goes. */
  readonly fields: readonly FieldChange[];
  /** Whether the pods of a Deployment are replaced by new ones. */
  readonly replaces?: true;
  /** Whether the release makes no such object itself, but brings it along. */
  readonly beside?: true;
}

/**
 * All changes of objects; the same change in several clusters is one. A comparison of equal objects
 * is made once, because a fleet has thousands of them.
 */
export function objectChanges(
  before: Snapshot,
  after: Snapshot,
  names: VersionNames,
): ObjectChange[] {
  const found = new Map<string, { change: ObjectChange; clusters: string[] }>();
  const compared = new Map<string, ObjectChange | undefined>();
  const changesIn = perPair((old, now) =>
    changesOf(byIdentity(old), byIdentity(now), names, compared),
  );
  const clusters = [...after.clusters, ...before.clusters].map(({ name }) => name);
  for (const cluster of new Set(clusters))
    for (const [key, change] of changesIn(clusterOf(before, cluster), clusterOf(after, cluster))) {
      const known = found.get(key) ?? { change, clusters: [] };
      known.clusters.push(cluster);
      found.set(key, known);
    }
  return [...found.values()].map((one) => ({ ...one.change, clusters: one.clusters }));
}

/** The changes of one cluster, each with a key that tells it apart. */
function changesOf(
  old: ReadonlyMap<string, Manifest>,
  now: ReadonlyMap<string, Manifest>,
  names: VersionNames,
  compared: Map<string, ObjectChange | undefined>,
): [key: string, ObjectChange][] {
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((id): [string, ObjectChange][] => {
    const [was, is] = [old.get(id), now.get(id)];
    if (was && is && textOf(was) === textOf(is)) return [];
    const key = `${id}\n${textOf(was)}\n${textOf(is)}`;
    if (!compared.has(key)) compared.set(key, compare(was, is, names));
    const change = compared.get(key);
    return change ? [[key, change]] : [];
  });
}

function clusterOf({ clusters }: Snapshot, name: string): ClusterObjects | undefined {
  return clusters.find((one) => one.name === name);
}

/** The objects of one cluster by identity. */
export function objectsIn(snapshot: Snapshot, name: string): ReadonlyMap<string, Manifest> {
  return byIdentity(clusterOf(snapshot, name)?.objects ?? []);
}

function byIdentity(objects: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  return new Map(objects.map((one) => [identity(one), one]));
}

const jsonOf = once((object: Manifest) => JSON.stringify(object));

function textOf(object: Manifest | undefined): string {
  return object ? jsonOf(object) : "";
}

function compare(
  was: Manifest | undefined,
  is: Manifest | undefined,
  names: VersionNames,
): ObjectChange | undefined {
  const object = (is ?? was) as Manifest;
  const fields = was && is ? fieldChanges(was, is) : [];
  if (was && is && fields.length === 0) return undefined;
  const of = names.of(object);
  const { name, namespace } = object.metadata;
  return {
    kind: object.kind,
    name,
    ...(namespace !== undefined && { namespace }),
    stage: stageOf(object),
    change: !was ? "added" : !is ? "removed" : "changed",
    clusters: [],
    ...(of && { of }),
    fields,
    ...(object.kind === "Deployment" && was && is && replacesPods(was, is) && { replaces: true }),
    ...(!findKind(object.kind) && { beside: true }),
  };
}
