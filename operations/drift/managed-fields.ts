/**
 * Walks down the trees of `managedFields`, to answer which field managers own a place of an object.
 * Pure. The format is that of server-side apply
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management).
 */
import type { FieldTree, ManagedFieldsEntry } from "../../model/live-object";

/** A field manager that owns something at a place of an object, and which fields it owns there. */
export interface Ownership {
  readonly owner: ManagedFieldsEntry;
  readonly tree: FieldTree;
}

/** Who owns fields of a whole object. */
export function ownershipOf(managed: readonly ManagedFieldsEntry[] | undefined): Ownership[] {
  return (managed ?? []).flatMap((owner) =>
    owner.fieldsV1 ? [{ owner, tree: owner.fieldsV1 }] : [],
  );
}

/**
 * Who owns fields one step below a place. The owner of a value as a whole owns everything below it.
 * A value is a whole for all managers or for none: where one of them owns single fields of it, an
 * empty tree says only that another one made the value (`f:spec: {}`), and it owns none of its
 * fields. That is what a client-side `kubectl apply` leaves once its fields have other owners.
 */
export function below(owners: readonly Ownership[], step: string): Ownership[] {
  const inParts = owners.some(({ tree }) => !isWhole(tree));
  return owners.flatMap((one) => {
    if (isWhole(one.tree)) return inParts ? [] : [one];
    const tree = one.tree[step];
    return tree ? [{ owner: one.owner, tree }] : [];
  });
}

/** Whether a tree means a value that its manager wrote as a whole. */
export function isWhole(tree: FieldTree): boolean {
  return Object.keys(tree).length === 0;
}

/**
 * The step to an element of a list with keys, as any of the managers has it; undefined where none
 * has.
 */
export function stepTo(owners: readonly Ownership[], element: unknown): string | undefined {
  return keySteps(owners).find((step) => hasKeys(element, keysOf(step)));
}

/** Whether the list here is one whose elements have keys, so that each may have another owner. */
export function isKeyed(owners: readonly Ownership[]): boolean {
  return keySteps(owners).length > 0;
}

/** Whether the list here is a set of values, each of which may have another owner. */
export function isSet(owners: readonly Ownership[]): boolean {
  return owners.some(({ tree }) => Object.keys(tree).some((step) => step.startsWith("v:")));
}

/**
 * The names of the keys of a list's elements, such as `containerPort` and `protocol`.
 *
 * @param owners of which at least one owns an element
 */
export function keyNames(owners: readonly Ownership[]): string[] {
  return Object.keys(keysOf(keySteps(owners)[0] ?? "k:{}"));
}

function keySteps(owners: readonly Ownership[]): string[] {
  return owners.flatMap(({ tree }) => Object.keys(tree).filter((step) => step.startsWith("k:")));
}

function keysOf(step: string): Record<string, unknown> {
  return JSON.parse(step.slice("k:".length)) as Record<string, unknown>;
}

function hasKeys(element: unknown, keys: Readonly<Record<string, unknown>>): boolean {
  const fields = element as Readonly<Record<string, unknown>> | null;
  return Object.entries(keys).every(([key, value]) => fields?.[key] === value);
}
