import type { Manifest } from "../../model/manifests/metadata";
import { differences, type Difference } from "./differences";
import { claimsOn } from "./managed-fields";
import {
  identity,
  objectName,
  type ManagedFieldsEntry,
  type LiveObject,
} from "../../model/live-object";

/** Something of ours in a cluster that another hand changed. */
export interface Drift {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Such as `VirtualService shop/cart`. */
  readonly object: string;
  /**
   * - `changed`: a field has the value of another manager.
   * - `removed`: a field that was applied is gone; nobody knows who took it.
   * - `held`: a field is ours, and another manager's too: the API server refuses every other value for it.
   * - `deleted`: the object is gone.
   * - `foreign`: the object was there before, and we never wrote it.
   */
  readonly kind: "changed" | "removed" | "held" | "deleted" | "foreign";
  /** Such as `spec.http[0].route[1].weight`; left out for a whole object. */
  readonly path?: string;
  /** Names of what the field belongs to, such as the route's and the version's. */
  readonly of?: readonly string[];
  /** What we applied last or, where that is not known, declare. */
  readonly from?: unknown;
  /** What is there. */
  readonly to?: unknown;
  /** The other manager, as it stands in `managedFields`; left out where nobody knows it. */
  readonly manager?: string;
  /** `scale`: it was written as `kubectl scale` and autoscalers do. */
  readonly subresource?: string;
  /** When the manager wrote last, as RFC 3339. */
  readonly time?: string;
}

/** What is looked at, and for whom. */
export interface DriftQuestion {
  /** Name of the cluster. */
  readonly cluster: string;
  /** The objects that we declare there, or those that we applied last. */
  readonly compared: readonly Compared[];
  /** Whether those were applied: then they must be there, with all of their fields. */
  readonly applied: boolean;
  /** Our own field manager. */
  readonly manager: string;
}

/**
 * What another hand changed. A field that differs from what we declare, but that we wrote, is no drift: it is a change
 * to come.
 */
export function findDrift({ cluster, compared, applied, manager }: DriftQuestion): Drift[] {
  return compared.flatMap(({ object, found, differences: all }): Drift[] => {
    const common = { cluster, object: objectName(object) };
    if (!found) return applied ? [{ ...common, kind: "deleted" }] : [];
    const drift = all.flatMap((one) => judge(one, { applied, manager }));
    const [first] = drift;
    if (!applied && first && !isOurs(found, manager))
      return [{ ...common, kind: "foreign", ...writer(first.by) }];
    return drift.map(({ by, path, of, from, to, kind }) => ({
      ...common,
      ...{ kind, path, of, from, to },
      ...writer(by),
    }));
  });
}

/** A declared object and what is there under its name. */
export interface Compared {
  readonly object: Manifest;
  /** Left out where there is none. */
  readonly found?: LiveObject;
  /** Where it is not as it is declared, whoever wrote it; nothing where there is none. */
  readonly differences: readonly Difference[];
}

/** Compares declared objects with what is there; objects that are not declared are left alone. */
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
 * Where a live object is not as it is declared, whoever wrote it. Of the metadata, labels and annotations are declared; the
 * rest is the object's name.
 */
function declaredDifferences(declared: Manifest, live: LiveObject): Difference[] {
  const { labels, annotations } = declared.metadata;
  const wanted = {
    ...declared,
    apiVersion: live.apiVersion,
    metadata: { labels, annotations },
  };
  const claims = claimsOn(live.metadata.managedFields);
  return differences(wanted, live, { path: "", of: [], claims });
}

type Judged = Pick<Difference, "path" | "of" | "from" | "to"> & {
  readonly kind: Drift["kind"];
  readonly by: ManagedFieldsEntry | undefined;
};

function judge(
  { writers, ...field }: Difference,
  { applied, manager }: Pick<DriftQuestion, "applied" | "manager">,
): Judged[] {
  const by = writers.find((one) => one.manager !== manager);
  const ours = writers.some((one) => one.manager === manager);
  if (by) return [{ ...field, by, kind: ours ? "held" : "changed" }];
  // Where nobody holds a field that we applied, somebody took it away; before, it is only to come.
  if (applied && !ours && field.to === undefined) return [{ ...field, by, kind: "removed" }];
  return [];
}

/** Also what an earlier release of this program wrote, under names that the provider made up. */
function isOurs({ metadata }: LiveObject, manager: string): boolean {
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
