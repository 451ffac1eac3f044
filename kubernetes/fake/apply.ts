// Server-side apply and updates with their field managers, after sigs.k8s.io/structured-merge-diff merge/update.go.
import { applyConflict, badRequest } from "./errors";
import { childrenOf, compare, fieldsOf, FieldSet, isMap, type Fields } from "./field-set";
import {
  decodeManagers,
  encodeManagers,
  isSameManager,
  withoutSystemFields,
  type Manager,
} from "./managers";
import { itemElement, Schema, type FieldPath } from "./schema";
import { now, type StoredObject } from "./store";

/** Who writes, through which subresource. */
export interface Writer {
  readonly manager: string;
  readonly subresource?: string;
}

/**
 * The object after a field manager applied a part of it.
 *
 * @throws ApiError 409 where others set fields to other values, unless `force`
 */
export function applied(
  live: StoredObject | undefined,
  config: StoredObject,
  { manager, subresource, force }: Writer & { readonly force: boolean },
): StoredObject {
  if (config.metadata.managedFields) throw badRequest("metadata.managedFields must be nil");
  const schema = new Schema(config.apiVersion);
  const before = withoutManagers(live);
  const managers = decodeManagers(live?.metadata.managedFields);
  const { apiVersion } = config;
  const me = { manager, operation: "Apply" as const, apiVersion, subresource };
  const last = managers.find((one) => isSameManager(one, me))?.fields ?? new FieldSet();
  const others = managers.filter((one) => !isSameManager(one, me));
  const fields = ofSubresource(withoutSystemFields(fieldsOf(config, schema)), subresource);
  const merged = merge(before, config, [], schema) as Fields;
  const held = others.reduce((all, one) => all.union(one.fields), fields);
  prune(merged, withNamedParents(last), held, schema);
  const { added, modified, removed } = compare(before, merged, schema);
  const touched = added.union(modified);
  const conflicts = others
    .map((one) => ({ manager: one, fields: one.fields.and(touched) }))
    .filter((one) => !one.fields.isEmpty);
  if (!force && conflicts.length > 0) throw applyConflict(conflicts);
  return withManagers(merged, [
    ...others.map((one) => ({ ...one, fields: one.fields.minus(touched).minus(removed) })),
    { ...me, time: now(), fields },
  ]);
}

/** The object after a client wrote it as a whole, by PUT, POST or a patch. */
export function updated(
  live: StoredObject | undefined,
  next: StoredObject,
  { manager, subresource }: Writer,
): StoredObject {
  const schema = new Schema(next.apiVersion);
  // Who writes managedFields replaces them; an empty list stands for no change, a list with one empty entry for none.
  const given = subresource === undefined ? next.metadata.managedFields : undefined;
  const isReset = given?.length === 1 && Object.keys(given[0] ?? {}).length === 0;
  const managers = isReset
    ? []
    : decodeManagers(given?.length ? given : live?.metadata.managedFields);
  const [before, after] = [withoutManagers(live), withoutManagers(next) as Fields];
  const { apiVersion } = next;
  const me = { manager, operation: "Update" as const, apiVersion, subresource };
  const { added, modified, removed } = compare(before, after, schema);
  const touched = ofSubresource(withoutSystemFields(added.union(modified)), subresource);
  const mine = managers.find((one) => isSameManager(one, me));
  const others = managers.filter((one) => one !== mine);
  const fields = (mine?.fields ?? new FieldSet()).minus(removed).union(touched);
  const time = touched.isEmpty ? mine?.time : now();
  return withManagers(after, [
    ...others.map((one) => ({ ...one, fields: one.fields.minus(touched).minus(removed) })),
    { ...me, time, fields },
  ]);
}

/** Fields that a subresource can't write are not its writer's; nor is the status for who writes the object itself. */
function ofSubresource(fields: FieldSet, subresource: string | undefined): FieldSet {
  return fields.filter(([first]) => (first === "f:status") === (subresource === "status"));
}

function withoutManagers(object: StoredObject | undefined): Fields | undefined {
  if (!object) return undefined;
  const copy = structuredClone(object);
  delete copy.metadata.managedFields;
  return copy;
}

function withManagers(object: Fields, managers: readonly Manager[]): StoredObject {
  const entries = encodeManagers(managers);
  const stored = object as unknown as StoredObject;
  if (entries.length > 0) stored.metadata.managedFields = entries;
  return stored;
}

/** Items of a list with keys stay in their order, new ones come last. */
function merge(live: unknown, config: unknown, path: FieldPath, schema: Schema): unknown {
  if (config === undefined || config === null) return live;
  const [was, is] = [childrenOf(live, path, schema), childrenOf(config, path, schema)];
  if (!is || !was) return structuredClone(config);
  const keys = [...new Set([...was.keys(), ...is.keys()])];
  const children = keys.map((element): [string, unknown] => [
    element,
    merge(was.get(element), is.get(element), [...path, element], schema),
  ]);
  if (Array.isArray(config)) return children.map(([, child]) => child);
  return Object.fromEntries(children.map(([element, child]) => [element.slice(2), child]));
}

/** Structs above a field belong to the managers of the field, too. */
function withNamedParents(fields: FieldSet): FieldSet {
  const parents = [...fields].flatMap((path) =>
    path.map((_, end) => path.slice(0, end)).filter((one) => one.at(-1)?.startsWith("f:")),
  );
  return fields.union(new FieldSet(parents));
}

/** Removes fields that were set before and that no manager sets any more. */
function prune(object: Fields, candidates: FieldSet, held: FieldSet, schema: Schema): void {
  // Whole items first: without the field that is its key an item can't be found.
  for (const path of [...candidates].sort((a, b) => a.length - b.length)) {
    const isKept = held.has(path) || held.hasBelow(path);
    if (!isKept && path.join() !== "f:metadata") removeAt(object, path, schema);
  }
}

function removeAt(object: unknown, path: FieldPath, schema: Schema): void {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>(
      (node, element, depth) => childrenOf(node, path.slice(0, depth), schema)?.get(element),
      object,
    );
  const last = path.at(-1) ?? "";
  if (Array.isArray(parent)) {
    const type = schema.list(path.slice(0, -1));
    if (type === "atomic") return;
    const at = parent.findIndex((item) => itemElement(type, item) === last);
    if (at >= 0) parent.splice(at, 1);
  } else if (isMap(parent)) delete parent[last.slice(2)];
}
