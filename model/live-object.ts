import { groupOf } from "./kinds";
import type { Manifest } from "./manifests/metadata";

/** An object as an API server has it. */
export interface LiveObject extends Manifest {
  readonly metadata: Manifest["metadata"] & {
    readonly resourceVersion?: string;
    readonly managedFields?: ManagedFieldsEntry[];
  };
}

/**
 * The fields of an object that one manager wrote last, as server-side apply keeps them
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management).
 */
export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  /** When it last wrote, as RFC 3339. */
  readonly time?: string;
  /** `status`, or `scale` for what `kubectl scale` and autoscalers write. */
  readonly subresource?: string;
  readonly fieldsV1?: FieldTree;
}

/**
 * Fields as a tree: `f:<name>` of an object, `k:<keys as JSON>` of a list whose elements have keys, `v:<value as JSON>` of a
 * set; `.` is the element itself. A node without any is a value that is written as a whole
 * (https://github.com/kubernetes-sigs/structured-merge-diff).
 */
export interface FieldTree {
  readonly [step: string]: FieldTree;
}

/** The object in words: `VirtualService shop/cart`. */
export function objectName({ kind, metadata: { name, namespace } }: Manifest): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** What an API server knows an object by. */
export function identity({ apiVersion, kind, metadata }: Manifest): string {
  return `${groupOf(apiVersion)} ${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
}
