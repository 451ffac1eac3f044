// Objects as API servers return them, with the list of which field manager owns which field.
import { groupOf } from "./kinds";
import type { Manifest } from "./manifests/metadata";

/** An object as an API server returns it. */
export interface LiveObject extends Manifest {
  readonly metadata: Manifest["metadata"] & {
    readonly resourceVersion?: string;
    /** Another one for each object that ever had its name. */
    readonly uid?: string;
    /** As RFC 3339, in whole seconds. */
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly managedFields?: ManagedFieldsEntry[];
  };
}

/**
 * The fields of an object that one field manager owns, as server-side apply records them
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management).
 */
export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  /** The time of its last write, as RFC 3339. */
  readonly time?: string;
  /** `status`, or `scale` for the writes of `kubectl scale` and of autoscalers. */
  readonly subresource?: string;
  readonly fieldsV1?: FieldTree;
}

/**
 * Fields as a tree: `f:<name>` of an object, `k:<keys as JSON>` of a list whose elements have keys,
 * `v:<value as JSON>` of a set; `.` is the element itself. A node without children is a value that
 * a field manager writes as a whole (https://github.com/kubernetes-sigs/structured-merge-diff).
 */
export interface FieldTree {
  readonly [step: string]: FieldTree;
}

/** The name of an object in messages: `VirtualService shop/cart`. */
export function objectName({ kind, metadata: { name, namespace } }: Manifest): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** The key of an object among those of its kind in one API server: `shop/cart`. */
export function keyOf({ metadata }: Pick<Manifest, "metadata">): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

/** The identity of an object in one API server: group, kind, namespace and name. */
export function identity(object: Manifest): string {
  return `${groupOf(object.apiVersion)} ${object.kind} ${keyOf(object)}`;
}
