import { isWhole } from "./managed-fields";
import type { ManagedFieldsEntry, FieldTree, LiveObject } from "../../model/live-object";

/**
 * The claims on an object without those of others on fields that are ours, too. While two hold a field, the API server
 * refuses a new value from either, and a forced write of the same value leaves it so.
 *
 * @returns undefined where nobody else holds a field of ours
 */
export function withoutOthersClaims(
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

/** What is in one tree and not in the other; undefined where nothing is left. */
function without(tree: FieldTree, other: FieldTree): FieldTree | undefined {
  if (isWhole(other)) return undefined;
  if (isWhole(tree)) return tree;
  const rest = Object.entries(tree).flatMap(([step, inner]): [string, FieldTree][] => {
    // What is left of a field alone would be read as a claim on all that is in it.
    if (step === ".") return [];
    const same = other[step];
    const left = same ? without(inner, same) : inner;
    return left ? [[step, left]] : [];
  });
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
}
