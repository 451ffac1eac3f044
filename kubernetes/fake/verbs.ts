// What the fake API server does for each verb but watch.
import { isDeepStrictEqual } from "node:util";
import { applied, updated, type Writer } from "./apply";
import { alreadyExists, ApiError, badRequest, gone, invalid, modified, notFound } from "./errors";
import { isMap } from "./field-set";
import { mergePatched, strategicPatched } from "./patch";
import { pathOf, type ResourcePath } from "./paths";
import type { FakeRequest } from "./requests";
import { withDefaults } from "./rollout";
import { isBuiltIn, Schema } from "./schema";
import { selects } from "./selectors";
import type { Store, StoredObject } from "./store";

export interface Answer {
  readonly code: number;
  readonly body: unknown;
  /** Path of an object that was written, not in a dry run. */
  readonly written?: string;
}

/** @throws ApiError for every other answer than 2xx */
export function answer(store: Store, request: FakeRequest, target: ResourcePath): Answer {
  const path = pathOf(target);
  const live = store.get(path);
  if (request.method === "POST") return create(store, request, target);
  if (target.name === undefined) {
    if (request.method === "GET") return { code: 200, body: list(store, request, target) };
    throw methodNotAllowed();
  }
  if (request.method === "PATCH" && isApply(request)) return write(store, request, target, live);
  if (!live) throw notFound(target);
  if (request.method === "GET") return { code: 200, body: live };
  if (request.method === "DELETE") return remove(store, request, target, live);
  if (["PUT", "PATCH"].includes(request.method)) return write(store, request, target, live);
  throw methodNotAllowed();
}

const methodNotAllowed = () =>
  new ApiError(405, "MethodNotAllowed", "the server does not allow this method on the resource");

function isApply({ contentType }: FakeRequest): boolean {
  return contentType?.startsWith("application/apply-patch") ?? false;
}

function list(store: Store, { query }: FakeRequest, target: ResourcePath): object {
  const items = store.list(target).filter(selects(new URLSearchParams(query)));
  const version = `${store.version}`;
  const kind = `${items[0]?.kind ?? ""}List`;
  const { apiVersion } = target;
  // Items of built-in kinds come without what they are; custom resources have it.
  const bare = items.map(({ apiVersion: _, kind: __, ...item }) => item);
  const shown = isBuiltIn(apiVersion) ? bare : items;
  return { apiVersion, kind, metadata: { resourceVersion: version }, items: shown };
}

function create(store: Store, request: FakeRequest, target: ResourcePath): Answer {
  if (target.subresource !== undefined) throw notFound(target);
  const body = asObject(request.body, target);
  const named = { ...target, name: body.metadata.name };
  const path = pathOf(named);
  if (store.get(path)) throw alreadyExists(named);
  const { status: _, ...next } = withDefaults(body);
  const object = updated(undefined, next, writerOf(request, target));
  return commit(store, request, { path, object, code: 201 });
}

function write(
  store: Store,
  request: FakeRequest,
  target: ResourcePath,
  live: StoredObject | undefined,
): Answer {
  const writer = writerOf(request, target);
  const path = pathOf(target);
  if (isApply(request)) {
    if (request.query.fieldManager === undefined)
      throw new ApiError(
        422,
        "Invalid",
        'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      );
    const config = asObject(request.body, target);
    // An apply may make the object, so it may name any version of one that is gone.
    if (live) checkVersion(target, live, config);
    else if (config.metadata.uid) throw gone(target, config.metadata.uid);
    const force = request.query.force === "true";
    const object = applied(live, part(live, config, target), { ...writer, force });
    return commit(store, request, { path, object: withDefaults(object), code: live ? 200 : 201 });
  }
  if (!live) throw notFound(target);
  const next = asObject(nextOf(live, request), target);
  checkVersion(target, live, next);
  if (request.method === "PUT" && !isBuiltIn(live.apiVersion) && !next.metadata.resourceVersion)
    throw invalid(
      target,
      "metadata.resourceVersion: Invalid value: 0x0: must be specified for an update",
    );
  const object = updated(live, withDefaults(whole(live, next, target)), writer);
  return commit(store, request, { path, object, code: 200 });
}

/** The object as a PUT or a patch would have it. */
function nextOf(live: StoredObject, { method, contentType = "", body }: FakeRequest): unknown {
  if (method === "PUT") return body;
  if (contentType.startsWith("application/merge-patch")) return mergePatched(live, body);
  if (contentType.startsWith("application/strategic-merge-patch") && isBuiltIn(live.apiVersion))
    return strategicPatched(live, body, new Schema(live.apiVersion));
  throw new ApiError(
    415,
    "UnsupportedMediaType",
    "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
  );
}

/** What of a body counts for the subresource that it was sent to, as the whole object. */
function whole(live: StoredObject, next: StoredObject, target: ResourcePath): StoredObject {
  const { subresource } = target;
  if (subresource === "status") return { ...live, status: next.status };
  if (subresource === "scale") {
    const replicas = isMap(next.spec) ? next.spec.replicas : undefined;
    return { ...live, spec: { ...(live.spec as object), replicas } };
  }
  const { status: _, ...rest } = next;
  return live.status === undefined ? rest : { ...rest, status: live.status };
}

/** The same of a body that is applied. */
function part(
  live: StoredObject | undefined,
  { status, ...rest }: StoredObject,
  { subresource, ...target }: ResourcePath,
): StoredObject {
  if (subresource === undefined) return rest;
  if (!live) throw notFound(target);
  const { apiVersion, kind, metadata } = rest;
  const { name, namespace } = metadata;
  return { apiVersion, kind, metadata: { name, ...(namespace && { namespace }) }, status };
}

function writerOf({ query }: FakeRequest, { subresource }: ResourcePath): Writer {
  return { manager: query.fieldManager ?? "unknown", subresource };
}

function checkVersion(
  target: ResourcePath,
  live: StoredObject | undefined,
  { metadata: { resourceVersion, uid } }: StoredObject,
): void {
  if (resourceVersion && resourceVersion !== live?.metadata.resourceVersion) throw modified(target);
  if (uid && live && uid !== live.metadata.uid) throw modified(target);
}

function asObject(body: unknown, target: ResourcePath): StoredObject {
  if (!isMap(body) || !isMap(body.metadata)) throw badRequest("the body is no Kubernetes object");
  const object = body as unknown as StoredObject;
  const { name, namespace } = object.metadata;
  if (!name) throw invalid({ ...target, name: "" }, "metadata.name: Required value");
  if (target.name !== undefined && name !== target.name)
    throw badRequest(
      `the name of the object (${name}) does not match the name on the URL (${target.name})`,
    );
  if (namespace !== undefined && namespace !== target.namespace)
    throw badRequest(
      "the namespace of the provided object does not match the namespace sent on the request",
    );
  const space = target.namespace === undefined ? {} : { namespace: target.namespace };
  return { ...object, metadata: { ...object.metadata, ...space } };
}

function commit(
  store: Store,
  { query }: FakeRequest,
  { path, object, code }: { path: string; object: StoredObject; code: number },
): Answer {
  if (query.dryRun === "All") return { code, body: store.prepare(path, object) };
  const before = store.get(path);
  const after = store.write(path, object);
  return { code, body: after, ...(!isDeepStrictEqual(before, after) && { written: path }) };
}

function remove(
  store: Store,
  { query, body }: FakeRequest,
  target: ResourcePath,
  { metadata: { uid } }: StoredObject,
): Answer {
  const { preconditions } = (body ?? {}) as { readonly preconditions?: { readonly uid?: string } };
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) throw modified(target);
  if (query.dryRun !== "All") store.remove(pathOf(target));
  const details = { name: target.name, group: target.group, kind: target.resource, uid };
  const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" };
  return { code: 200, body: { ...status, details } };
}
