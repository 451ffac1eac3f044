/** Reads the live objects of one cluster and finds the drift in them. Nothing is written here. */
import { fieldManager } from "../../model/manifests/ownership";
import { readLive } from "../../kubernetes/live-objects";
import { objectName, type LiveObject } from "../../model/live-object";
import type { Manifest } from "../../model/manifests/metadata";
import type { ClusterApi } from "../cluster-api";
import { compare, findDrift, type Drift } from "./decide";
import { sharers } from "./fields-released";

/** What a cluster is compared with. */
export interface Expected {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly objects: readonly Manifest[];
  /** Whether the objects were applied: then they must exist, with all of their fields. */
  readonly applied: boolean;
}

/** What a look at one cluster found. */
export interface ClusterDrift {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly drift: readonly Drift[];
  /**
   * Objects without drift in which other managers own fields of the stack, too, with the same
   * values.
   */
  readonly held: readonly LiveObject[];
}

/**
 * Compares a cluster with what it is expected to have.
 *
 * @throws UnreadableError that says which kind can't be read and why
 */
export async function lookForDrift(
  client: Pick<ClusterApi, "get" | "list">,
  { cluster, objects, applied }: Expected,
): Promise<ClusterDrift> {
  const live = await readLive(client, objects);
  const compared = compare(objects, live);
  const drift = findDrift({ cluster, compared, applied, manager: fieldManager });
  const drifted = new Set(drift.map(({ object }) => object));
  const held = live.filter(
    (object) => !drifted.has(objectName(object)) && sharers(object, fieldManager).length > 0,
  );
  return { cluster, drift, held };
}
