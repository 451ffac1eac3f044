// The field manager of all our writes, and the annotations that the Kubernetes provider reads.
import type { LiveObject } from "../live-object";
import { projectName } from "../project";
import type { Manifest, Metadata } from "./metadata";

/**
 * The field manager that `managedFields` shows for the program's writes: those of the engine and
 * those of `gray`.
 */
export const fieldManager = projectName;

/**
 * The field manager that holds the number of a Deployment's pods while the owner of the number
 * changes: from the release to an autoscaler, or back.
 */
export const replicasManager = `${projectName}-replicas`;

/** Whether this program wrote some field of a live object. */
export function isOurs({ metadata: { managedFields = [] } }: LiveObject): boolean {
  return managedFields.some(({ manager }) => manager === fieldManager);
}

/**
 * Adds the annotation that fixes the field manager of server-side apply. Without it the provider
 * takes a random name for each resource. An object would not show which program wrote its weights,
 * and after a crash between a write and its record, the next update would write under another name
 * and conflict with the first.
 */
export function owned<T extends { readonly annotations?: Record<string, string> }>(
  metadata: T,
): T & { annotations: Record<string, string> } {
  return {
    ...metadata,
    annotations: { ...metadata.annotations, "pulumi.com/patchFieldManager": fieldManager },
  };
}

/**
 * An object in the form that the program writes: with the annotations that the engine's provider
 * reads.
 */
export function written(object: Manifest): Manifest {
  const { annotations } = object.metadata;
  // The provider would wait for endpoints: a Service without pods has none, and an Ingress is made
  // before the pods.
  const awaited = !["Service", "Ingress"].includes(object.kind);
  const more: Record<string, string> = awaited ? {} : { "pulumi.com/skipAwait": "true" };
  const metadata: Metadata = { ...object.metadata, annotations: { ...annotations, ...more } };
  return { ...object, metadata: owned(metadata) };
}
