// Merges overrides over a pod template by the rules with which Kubernetes merges a patch.
import { isMapping } from "../schema/best-effort";
import { besideChange } from "./unions";

/**
 * The keys by which Kubernetes merges the lists of a pod (`patchMergeKey` in
 * k8s.io/api/core/v1/types.go).
 */
export const mergeKeys: Readonly<Record<string, string>> = {
  containers: "name",
  initContainers: "name",
  volumes: "name",
  imagePullSecrets: "name",
  env: "name",
  ports: "containerPort",
  volumeMounts: "mountPath",
  volumeDevices: "devicePath",
  hostAliases: "ip",
  topologySpreadConstraints: "topologyKey",
  schedulingGates: "name",
  resourceClaims: "name",
};

/**
 * Merges a change over a value as Kubernetes merges a patch of a pod: it merges mappings deeply and
 * lists with a merge key by that key, and it replaces other lists. A change to `null` removes the
 * field
 * (https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/).
 * Where Kubernetes takes one of several fields, the changed one takes the place of the others, as
 * with the patch strategy `retainKeys`.
 *
 * @param field the field that holds the value: it says by which rules the value is merged
 */
export function merged(value: unknown, change: unknown, field = ""): unknown {
  return mergedBy(merged, value, change, field);
}

/**
 * Two changes as one: merged over a value, it makes what the first and then the second one make. A
 * field that either removes (`null`) stays removed.
 */
export function composed(first: unknown, second: unknown, field = ""): unknown {
  return mergedBy(composed, first, second, field);
}

/** Merges what is inside of a value: {@link merged} or {@link composed}. */
type Merge = typeof merged;

function mergedBy(merge: Merge, value: unknown, change: unknown, field: string): unknown {
  if (isMapping(change))
    return mergedMapping(merge, besideChange(isMapping(value) ? value : {}, change, field), change);
  const key = mergeKeys[field];
  if (key !== undefined && Array.isArray(change))
    return mergedList(merge, Array.isArray(value) ? value : [], change, { field, key });
  return change;
}

function mergedMapping(
  merge: Merge,
  value: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const result = { ...value };
  for (const [name, changed] of Object.entries(change)) {
    if (changed === undefined) continue;
    if (changed === null && merge === merged) delete result[name];
    else result[name] = merge(value[name], changed, name);
  }
  return result;
}

/** If a change names every item, it also sets their order, as with server-side apply. */
function mergedList(
  merge: Merge,
  value: readonly unknown[],
  change: readonly unknown[],
  { field, key }: { readonly field: string; readonly key: string },
): unknown[] {
  const nameOf = (item: unknown) => (isMapping(item) ? item[key] : undefined);
  const known = (item: unknown) =>
    value.find((one) => nameOf(item) !== undefined && nameOf(one) === nameOf(item));
  const changed = change.map((item) => merge(known(item), item, field));
  const names = change.map(nameOf);
  if (value.every((item) => names.includes(nameOf(item)))) return changed;
  const fresh = changed.filter((item) => known(item) === undefined);
  const kept = value.map((item) => {
    const at = nameOf(item) === undefined ? -1 : names.indexOf(nameOf(item));
    return at < 0 ? item : changed[at];
  });
  return [...kept, ...fresh];
}
