// Who set which fields of an object: `metadata.managedFields` of the fake API server.
import { FieldSet } from "./field-set";
import type { FieldPath } from "./schema";

/** One entry of `metadata.managedFields` as it is sent. */
export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: "FieldsV1";
  readonly fieldsV1?: object;
  readonly subresource?: string;
}

/** The same with its fields as a set. */
export interface Manager {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion?: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fields: FieldSet;
}

export function decodeManagers(entries: readonly ManagedFieldsEntry[] = []): Manager[] {
  return entries.map(({ fieldsType: _, fieldsV1, ...entry }) => ({
    ...entry,
    fields: FieldSet.fromFieldsV1(fieldsV1),
  }));
}

/** Managers without any field are left out. */
export function encodeManagers(managers: readonly Manager[]): ManagedFieldsEntry[] {
  return managers
    .filter(({ fields }) => !fields.isEmpty)
    .map(({ fields, manager, operation, apiVersion, time, subresource }) => ({
      manager,
      operation,
      ...(apiVersion !== undefined && { apiVersion }),
      ...(time !== undefined && { time }),
      fieldsType: "FieldsV1",
      fieldsV1: fields.toFieldsV1(),
      ...(subresource !== undefined && { subresource }),
    }));
}

/** Whether two entries are of one manager: an applier is one in all versions of a kind. */
export function isSameManager(a: Omit<Manager, "fields">, b: Omit<Manager, "fields">): boolean {
  return (
    a.manager === b.manager &&
    a.operation === b.operation &&
    a.subresource === b.subresource &&
    (a.operation === "Apply" || a.apiVersion === b.apiVersion)
  );
}

/** Fields that no manager owns: what an object is, and what the API server writes itself. */
export function withoutSystemFields(fields: FieldSet): FieldSet {
  return fields.filter(([first, second]) => {
    if (first === "f:apiVersion" || first === "f:kind") return false;
    return first !== "f:metadata" || (second !== undefined && !systemMetadata.has(second));
  });
}

const systemMetadata = new Set([
  "f:name",
  "f:namespace",
  "f:uid",
  "f:resourceVersion",
  "f:generation",
  "f:creationTimestamp",
  "f:deletionTimestamp",
  "f:deletionGracePeriodSeconds",
  "f:managedFields",
  "f:selfLink",
]);

/** A field as a conflict names it: `.spec.containers[name="x"].image`. */
export function fieldText(path: FieldPath): string {
  return path
    .map((element) => {
      if (element.startsWith("f:")) return `.${element.slice(2)}`;
      if (element.startsWith("v:")) return `[=${element.slice(2)}]`;
      const keys = JSON.parse(element.slice(2)) as object;
      const pairs = Object.entries(keys).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
      return `[${pairs.join(",")}]`;
    })
    .join("");
}

/** A manager as a conflict names it. */
export function managerText({ manager, operation, apiVersion, subresource }: Manager): string {
  const part = subresource === undefined ? "" : ` with subresource "${subresource}"`;
  return `"${manager}"${part}${operation === "Update" ? ` using ${apiVersion}` : ""}`;
}
