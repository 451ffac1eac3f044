// What a REST path of the fake API server names.

/** A path of the API taken apart. */
export interface ResourcePath {
  /** Empty for the core group. */
  readonly group: string;
  /** As objects have it: `v1`, `apps/v1`. */
  readonly apiVersion: string;
  /** Plural in lower case: `deployments`. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Such as `status` or `portforward`. */
  readonly subresource?: string;
}

/** @returns undefined where the path names no resource */
export function parsePath(path: string): ResourcePath | undefined {
  const parts = path.split("/").filter(Boolean).map(decodeURIComponent);
  const isCore = parts[0] === "api";
  if (!isCore && parts[0] !== "apis") return undefined;
  const [group = "", version] = isCore ? ["", parts[1]] : parts.slice(1, 3);
  const rest = parts.slice(isCore ? 2 : 3);
  const apiVersion = isCore ? version : `${group}/${version}`;
  if (version === undefined || apiVersion === undefined) return undefined;
  // `/namespaces/x` is the Namespace itself, `/namespaces/x/pods` are the Pods in it.
  const isNamespaced = rest[0] === "namespaces" && rest.length > 2 && !isNamespacePart(rest[2]);
  const [resource, name, subresource] = isNamespaced ? rest.slice(2) : rest;
  if (resource === undefined) return undefined;
  return {
    group,
    apiVersion,
    resource,
    ...(isNamespaced && { namespace: rest[1] }),
    ...(name !== undefined && { name }),
    ...(subresource !== undefined && { subresource }),
  };
}

function isNamespacePart(part: string | undefined): boolean {
  return part === "status" || part === "finalize";
}

/** The path of an object, without its subresource. */
export function pathOf({ group, apiVersion, namespace, resource, name }: ResourcePath): string {
  const base = group === "" ? `/api/${apiVersion}` : `/apis/${apiVersion}`;
  const space = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return `${base}${space}/${resource}${name === undefined ? "" : `/${name}`}`;
}

/** Whether an object is in a list, which may be over all namespaces. */
export function isInList(object: ResourcePath, list: ResourcePath): boolean {
  return (
    object.apiVersion === list.apiVersion &&
    object.resource === list.resource &&
    (list.namespace === undefined || object.namespace === list.namespace)
  );
}
