/** Computes managed fields in which one manager is the only owner of its fields. Pure. */
import { isWhole } from "./managed-fields";
import type { ManagedFieldsEntry, FieldTree, LiveObject } from "../../model/live-object";

/**
 * The managed fields of an object without other managers' ownership of fields that the given
 * manager owns, too. While two managers own a field, the API server refuses a new value from either
 * of them, and a forced write of the same value changes nothing about that.
 *
 * @returns undefined where the manager shares no field
 */
export function releaseSharedFields(
  { metadata: { managedFields = [] } }: LiveObject,
  manager: string,
): ManagedFieldsEntry[] | undefined {
  const ours = managedFields.flatMap((one) =>
    one.manager === manager && one.fieldsV1 ? [one.fieldsV1] : [],
  );
  const kept = managedFields.flatMap((one): ManagedFieldsEntry[] => {
    if (one.manager === manager || !one.fieldsV1) return [one];
    const rest = ours.reduce(
      (tree: FieldTree | undefined, own) => tree && without(tree, own),
      one.fieldsV1,
    );
    return rest ? [{ ...one, fieldsV1: rest }] : [];
  });
  return JSON.stringify(kept) === JSON.stringify(managedFields) ? undefined : kept;
}

/** The names of the managers that own fields that the given manager owns, too. */
export function sharers(
  { metadata: { managedFields = [] } }: LiveObject,
  manager: string,
): string[] {
  const ours = managedFields.flatMap((one) =>
    one.manager === manager && one.fieldsV1 ? [one.fieldsV1] : [],
  );
  const others = managedFields.filter(
    ({ fieldsV1, ...one }) =>
      one.manager !== manager && fieldsV1 && ours.some((own) => overlap(fieldsV1, own)),
  );
  return [...new Set(others.map((one) => one.manager))];
}

/** An empty tree beside fields is the element itself, which a change of its fields leaves alone. */
function overlap(tree: FieldTree, other: FieldTree): boolean {
  if (isWhole(tree) || isWhole(other)) return isWhole(tree) && isWhole(other);
  return Object.entries(tree).some(([step, inner]) => {
    const same = other[step];
    return step !== "." && same !== undefined && overlap(inner, same);
  });
}

/** The fields of one tree that the other does not hold; undefined where no field is left. */
function without(tree: FieldTree, other: FieldTree): FieldTree | undefined {
  if (isWhole(other)) return isWhole(tree) ? undefined : tree;
  // The element itself, whose fields the other tree holds.
  if (isWhole(tree)) return undefined;
  const rest = Object.entries(tree).flatMap(([step, inner]): [string, FieldTree][] => {
    // A `.` alone would mean the whole subtree: it names the element itself, whose fields are gone
    // from this tree.
    if (step === ".") return [];
    const same = other[step];
    const left = same ? without(inner, same) : inner;
    return left ? [[step, left]] : [];
  });
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
}
