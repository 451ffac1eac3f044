/** Name under which the program's writes stand in `managedFields`, those of the engine and those of `gray`. */
export const fieldManager = "gray-release";

/**
 * Adds the annotation that fixes the field manager of server-side apply. Without it the provider takes a random name
 * for each resource: nobody could tell from an object who wrote its weights, and after a crash between the write and its
 * record, the next update would write under another name and be in conflict with the first.
 */
export function owned<T extends { readonly annotations?: Record<string, string> }>(
  metadata: T,
): T & { annotations: Record<string, string> } {
  return {
    ...metadata,
    annotations: { ...metadata.annotations, "pulumi.com/patchFieldManager": fieldManager },
  };
}
