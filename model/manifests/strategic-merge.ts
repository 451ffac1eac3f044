import { isMapping } from "../salvage";

/** The keys by which Kubernetes merges the lists of a pod (`patchMergeKey` in k8s.io/api/core/v1/types.go). */
const mergeKeys: Readonly<Record<string, string>> = {
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
 * A value with changes merged over it, as Kubernetes merges a patch of a pod: mappings deeply, the lists that have a
 * merge key by that key, other lists whole. A change to `null` takes the field out
 * (https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/).
 */
export function merged(value: unknown, change: unknown, field = ""): unknown {
  if (isMapping(change)) return mergedMapping(isMapping(value) ? value : {}, change);
  const key = mergeKeys[field];
  if (key !== undefined && Array.isArray(change))
    return mergedList(Array.isArray(value) ? value : [], change, key);
  return change;
}

function mergedMapping(
  value: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const result = { ...value };
  for (const [name, changed] of Object.entries(change)) {
    if (changed === undefined) continue;
    if (changed === null) delete result[name];
    else result[name] = merged(value[name], changed, name);
  }
  return result;
}

function mergedList(value: readonly unknown[], change: readonly unknown[], key: string): unknown[] {
  const result = [...value];
  for (const item of change) {
    const name = isMapping(item) ? item[key] : undefined;
    const at = result.findIndex((one) => name !== undefined && isMapping(one) && one[key] === name);
    if (at < 0) result.push(merged(undefined, item));
    else result[at] = merged(result[at], item);
  }
  return result;
}
