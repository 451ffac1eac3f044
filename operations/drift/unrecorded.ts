/** Decides which live objects differ from the plan, so that they must be applied again. Pure. */
import { objectName, type LiveObject } from "../../model/live-object";
import type { Manifest } from "../../model/manifests/metadata";
import { compare } from "./decide";

/** A planned object whose live fields differ. */
export interface Unrecorded {
  readonly planned: Manifest;
  readonly live: LiveObject;
  /** Such as `VirtualService shop/cart in cluster west`. */
  readonly name: string;
}

/**
 * The live objects that differ from the plan, whichever field manager wrote them.
 *
 * @param cluster name of the cluster
 */
export function unrecordedObjects(
  planned: readonly Manifest[],
  live: readonly LiveObject[],
  cluster: string,
): Unrecorded[] {
  return compare(planned, live).flatMap(({ object, found, differences }) => {
    // The engine creates an object that is missing.
    if (!found || differences.length === 0) return [];
    return [{ planned: object, live: found, name: `${objectName(object)} in cluster ${cluster}` }];
  });
}

/** The report of objects that were applied again. */
export function reappliedText(names: readonly string[]): string {
  return `The update applied these objects again, because the clusters had other values than the stack's state: ${names.join(", ")}.`;
}
