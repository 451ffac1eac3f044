// The objects of the fake API server, their versions, and what happened to them, for watches.
import { isDeepStrictEqual } from "node:util";
import { randomUUID } from "node:crypto";
import type { ObjectMeta } from "../client";
import type { ManagedFieldsEntry } from "./managers";
import { isInList, parsePath, type ResourcePath } from "./paths";

/** An object as the fake keeps it. */
export interface StoredObject {
  apiVersion: string;
  kind: string;
  metadata: Omit<ObjectMeta, "managedFields"> & {
    creationTimestamp?: string;
    managedFields?: ManagedFieldsEntry[];
  };
  [field: string]: unknown;
}

/** A change of one object. Before a creation and after a deletion there is none. */
export interface Change {
  readonly version: number;
  readonly path: ResourcePath;
  readonly before?: StoredObject;
  readonly after?: StoredObject;
}

/** Built-in kinds whose objects have no `metadata.generation`. */
const withoutGeneration = new Set([
  "Namespace",
  "Node",
  "Service",
  "ConfigMap",
  "Secret",
  "ServiceAccount",
  "Endpoints",
  "Event",
  "Lease",
  "Role",
  "RoleBinding",
  "ClusterRole",
  "ClusterRoleBinding",
]);

/** The time as objects have it. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}

/** All objects by REST path. */
export class Store {
  /** The newest resourceVersion, of all objects together. */
  version = 1000;
  /** Changes up to this version are forgotten: a watch from before gets 410. */
  private forgotten = 0;
  private history: Change[] = [];
  private readonly objects = new Map<string, StoredObject>();
  private readonly listeners = new Set<(change: Change) => void>();

  get(path: string): StoredObject | undefined {
    return structuredClone(this.objects.get(path));
  }

  list(of: ResourcePath): StoredObject[] {
    const found = [...this.objects].filter(([path]) => isInList(parsed(path), of));
    return structuredClone(found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object));
  }

  all(): StoredObject[] {
    return structuredClone([...this.objects.values()]);
  }

  /** The object as {@link write} would keep it, with what the server fills in; the present one where nothing changes. */
  prepare(path: string, object: StoredObject): StoredObject {
    const before = this.objects.get(path);
    const next = structuredClone(object);
    const { uid, generation = 1, creationTimestamp, resourceVersion } = before?.metadata ?? {};
    const bumped = before && !isDeepStrictEqual(content(before), content(next));
    Object.assign(next.metadata, {
      uid: uid ?? next.metadata.uid ?? randomUUID(),
      creationTimestamp: creationTimestamp ?? now(),
      ...(resourceVersion !== undefined && { resourceVersion }),
      ...(!withoutGeneration.has(next.kind) && {
        generation: bumped ? generation + 1 : generation,
      }),
    });
    if (before && isDeepStrictEqual(timeless(before), timeless(next)))
      return structuredClone(before);
    return next;
  }

  /** @returns the object as it is kept now */
  write(path: string, object: StoredObject): StoredObject {
    const before = this.objects.get(path);
    const next = this.prepare(path, object);
    if (before && isDeepStrictEqual(before, next)) return next;
    next.metadata.resourceVersion = `${++this.version}`;
    this.objects.set(path, structuredClone(next));
    this.tell({ version: this.version, path: parsed(path), before, after: next });
    return structuredClone(next);
  }

  remove(path: string): StoredObject | undefined {
    const before = this.objects.get(path);
    if (!before) return undefined;
    this.objects.delete(path);
    this.tell({ version: ++this.version, path: parsed(path), before });
    return structuredClone(before);
  }

  /** Forgets what happened up to now. */
  compact(): void {
    this.forgotten = this.version;
    this.history = [];
  }

  /** The version up to which changes are forgotten, where that is after the given one. */
  forgottenAfter(version: number): number | undefined {
    return version < this.forgotten ? this.forgotten : undefined;
  }

  /** Calls back for every change after a version. @returns what ends that */
  follow(version: number, listener: (change: Change) => void): () => void {
    for (const change of this.history) if (change.version > version) listener(change);
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(change: Change): void {
    this.history.push(change);
    for (const listener of this.listeners) listener(change);
  }
}

function parsed(path: string): ResourcePath {
  const found = parsePath(path);
  if (!found) throw new Error(`${path} is no path of an object`);
  return found;
}

/** What a generation counts. */
function content({ metadata: _, status: __, ...rest }: StoredObject): object {
  return rest;
}

/** An object that is written again by the same manager stays as it is, with the time of before. */
function timeless(object: StoredObject): object {
  const { managedFields, ...metadata } = object.metadata;
  const entries = managedFields?.map(({ time: _, ...entry }) => entry);
  return { ...object, metadata: { ...metadata, managedFields: entries ?? [] } };
}
