/** Decides which differences between declared and live objects are drift. Pure. */
import type { Manifest } from "../../model/manifests/metadata";
import { differences, type Difference } from "./differences";
import { ownershipOf } from "./managed-fields";
import { replicasManager } from "../../model/manifests/ownership";
import {
  identity,
  objectName,
  type ManagedFieldsEntry,
  type LiveObject,
} from "../../model/live-object";

/** An object of the stack, or a field of it, that another field manager changed in a cluster. */
export interface Drift {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Such as `VirtualService shop/cart`. */
  readonly object: string;
  /**
   * - `changed`: a field has the value of another manager.
   * - `removed`: a field that was applied is gone; which manager removed it can't be known.
   * - `held`: the stack and another manager both own a field: the API server refuses every other
   *   value for it.
   * - `deleted`: the object is gone.
   * - `foreign`: the object existed before the stack, which never wrote it.
   */
  readonly kind: "changed" | "removed" | "held" | "deleted" | "foreign";
  /** Such as `spec.http[0].route[1].weight`; left out for a whole object. */
  readonly path?: string;
  /** Names of the elements that hold the field, such as the route's and the version's. */
  readonly of?: readonly string[];
  /** The value that was applied last or, where that is not known, is declared. */
  readonly from?: unknown;
  /** The live value. */
  readonly to?: unknown;
  /** The other manager, by its name in `managedFields`; left out where it is not known. */
  readonly manager?: string;
  /** `scale`: it was written as `kubectl scale` and autoscalers do. */
  readonly subresource?: string;
  /** When the manager wrote last, as RFC 3339. */
  readonly time?: string;
}

/** What drift is looked for in. */
export interface DriftQuestion {
  /** Name of the cluster. */
  readonly cluster: string;
  /** The objects that are declared there, or those that were applied last. */
  readonly compared: readonly Compared[];
  /** Whether they were applied: then they must exist, with all of their fields. */
  readonly applied: boolean;
  /** The field manager of the stack itself. */
  readonly manager: string;
}

/**
 * What another field manager changed. A field that differs from the declaration, but that the stack
 * itself wrote, is no drift: the next update will change it.
 */
export function findDrift({ cluster, compared, applied, manager }: DriftQuestion): Drift[] {
  return compared.flatMap(({ object, found, differences: all }): Drift[] => {
    const common = { cluster, object: objectName(object) };
    if (!found) return applied ? [{ ...common, kind: "deleted" }] : [];
    const drift = all.flatMap((one) => judge(one, { applied, manager }));
    const [first] = drift;
    if (!applied && first && !wroteBefore(found, manager))
      return [{ ...common, kind: "foreign", ...writer(first.by) }];
    return drift.map(({ by, path, of, from, to, kind }) => ({
      ...common,
      ...{ kind, path, of, from, to },
      ...writer(by),
    }));
  });
}

/** A declared object and the live object of its name. */
export interface Compared {
  readonly object: Manifest;
  /** Left out where the cluster has none. */
  readonly found?: LiveObject;
  /**
   * Where the live object is not as it is declared, whichever manager wrote it; empty where there
   * is no live object.
   */
  readonly differences: readonly Difference[];
}

/** Compares declared objects with live ones; live objects that are not declared are left alone. */
export function compare(declared: readonly Manifest[], live: readonly LiveObject[]): Compared[] {
  const byName = new Map(live.map((object) => [identity(object), object]));
  return declared.map((object) => {
    const found = byName.get(identity(object));
    return found
      ? { object, found, differences: declaredDifferences(object, found) }
      : { object, differences: [] };
  });
}

/**
 * Where a live object is not as it is declared, whichever manager wrote it. Of the metadata, labels
 * and annotations are declared; the rest is the object's name.
 */
function declaredDifferences(declared: Manifest, live: LiveObject): Difference[] {
  const { labels, annotations } = declared.metadata;
  const wanted = {
    ...declared,
    apiVersion: live.apiVersion,
    metadata: { labels, annotations },
  };
  const owners = ownershipOf(live.metadata.managedFields);
  return differences(wanted, live, { path: "", of: [], owners });
}

type Judged = Pick<Difference, "path" | "of" | "from" | "to"> & {
  readonly kind: Drift["kind"];
  readonly by: ManagedFieldsEntry | undefined;
};

function judge(
  { writers, ...field }: Difference,
  { applied, manager }: Pick<DriftQuestion, "applied" | "manager">,
): Judged[] {
  // The number of pods has a second manager of the stack for as long as its owner changes.
  const by = writers.find((one) => ![manager, replicasManager].includes(one.manager));
  const ours = writers.some((one) => one.manager === manager);
  if (by) return [{ ...field, by, kind: ours ? "held" : "changed" }];
  // A field that was applied and has no owner was removed; one that was never applied is only to
  // come.
  if (applied && !ours && field.to === undefined) return [{ ...field, by, kind: "removed" }];
  return [];
}

/**
 * Whether the stack wrote an object, also as earlier releases of this program did: under names that
 * the provider chose.
 */
function wroteBefore({ metadata }: LiveObject, manager: string): boolean {
  return (metadata.managedFields ?? []).some(
    (one) => one.manager === manager || /^pulumi-kubernetes-[0-9a-f]{8}$/.test(one.manager),
  );
}

function writer(
  by: ManagedFieldsEntry | undefined,
): Pick<Drift, "manager" | "subresource" | "time"> {
  if (!by) return {};
  const { manager, subresource, time } = by;
  return { manager, ...(subresource && { subresource }), ...(time && { time }) };
}
