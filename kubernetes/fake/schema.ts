// What the fake API server knows of the types of Kubernetes: which lists have keys, and which maps are atomic.
// Server-side apply needs it to decide what one field is. Unknown lists are atomic, unknown maps are granular: that is
// how an API server treats a custom resource, too.

/** A field of an object: `f:name`, `k:{"name":"x"}` for an item of a list with keys, `v:"x"` for an item of a set. */
export type FieldPath = readonly string[];

export type ListType = { readonly keys: readonly string[] } | "set" | "atomic";

const names = (...keys: string[]): ListType => ({ keys });

/** By the names of the list's parent and of the list itself, `*` for any parent (`+listMapKey` in k8s.io/api). */
const builtInLists: Readonly<Record<string, ListType>> = {
  "*.containers": names("name"),
  "*.initContainers": names("name"),
  "*.ephemeralContainers": names("name"),
  "*.volumes": names("name"),
  "*.env": names("name"),
  "*.imagePullSecrets": names("name"),
  "*.volumeMounts": names("mountPath"),
  "containers.ports": names("containerPort", "protocol"),
  "initContainers.ports": names("containerPort", "protocol"),
  "spec.ports": names("port", "protocol"),
  "status.conditions": names("type"),
};

/** Of every object, custom resources included. */
const metadataLists: Readonly<Record<string, ListType>> = {
  "metadata.finalizers": "set",
  "metadata.ownerReferences": names("uid"),
};

/** `+structType=atomic` and `+mapType=atomic` in k8s.io/api. */
const atomicMaps = new Set([
  "selector",
  "podSelector",
  "namespaceSelector",
  "labelSelector",
  "nodeSelector",
  "secretKeyRef",
  "configMapKeyRef",
  "fieldRef",
  "resourceFieldRef",
  "roleRef",
]);

/**
 * Structs that exist even in an empty object of a built-in type, so an update never adds them itself: no `.` stands at
 * them in `managedFields`.
 */
const alwaysThere = new Set(["metadata", "spec", "status", "template", "strategy", "containers"]);

/** Whether a type belongs to Kubernetes itself: `v1`, `apps/v1`, `discovery.k8s.io/v1`. */
export function isBuiltIn(apiVersion: string): boolean {
  const [group = "", version] = apiVersion.split("/");
  return version === undefined || !group.includes(".") || group.endsWith(".k8s.io");
}

/** The types of one object's fields. */
export class Schema {
  private readonly builtIn: boolean;

  constructor(apiVersion: string) {
    this.builtIn = isBuiltIn(apiVersion);
  }

  list(path: FieldPath): ListType {
    const [parent, name] = ["", ...path.filter(isName).map((one) => one.slice(2))].slice(-2);
    const key = `${parent}.${name}`;
    const known = metadataLists[key];
    if (known || !this.builtIn) return known ?? "atomic";
    return builtInLists[key] ?? builtInLists[`*.${name}`] ?? "atomic";
  }

  isAtomicMap(path: FieldPath): boolean {
    return this.builtIn && atomicMaps.has(path.at(-1)?.slice(2) ?? "");
  }

  isAlwaysThere(path: FieldPath): boolean {
    const name = path.at(-1)?.slice(2) ?? "";
    return this.builtIn ? alwaysThere.has(name) : path.length === 1 && name === "metadata";
  }
}

function isName(element: string): boolean {
  return element.startsWith("f:");
}

/** Values of keys that an item may leave out. */
const keyDefaults: Readonly<Record<string, unknown>> = { protocol: "TCP" };

/** The element of a path that names an item of a list with keys, or of a set. */
export function itemElement(type: Exclude<ListType, "atomic">, item: unknown): string {
  if (type === "set") return `v:${JSON.stringify(item)}`;
  const fields = item as Readonly<Record<string, unknown>>;
  const keys = [...type.keys].sort();
  const pairs = keys.map((key) => [key, fields[key] ?? keyDefaults[key]]);
  return `k:${JSON.stringify(Object.fromEntries(pairs))}`;
}
