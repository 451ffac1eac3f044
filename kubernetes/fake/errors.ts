// Answers of the fake API server other than 2xx, worded as an API server words them.
import { fieldText, managerText, type Manager } from "./managers";
import type { FieldSet } from "./field-set";
import type { ResourcePath } from "./paths";

/** An answer other than 2xx. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly details?: object,
  ) {
    super(message);
  }

  /** The answer's body: an object of kind Status. */
  get body(): object {
    const { code, reason, message, details } = this;
    const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure" };
    return { ...status, message, reason, ...(details && { details }), code };
  }
}

/** `deployments.apps`, or `services` for the core group. */
export function resourceText({ group, resource }: ResourcePath): string {
  return group === "" ? resource : `${resource}.${group}`;
}

export const notFound = (path: ResourcePath) =>
  new ApiError(404, "NotFound", `${resourceText(path)} "${path.name}" not found`);

export const alreadyExists = (path: ResourcePath) =>
  new ApiError(409, "AlreadyExists", `${resourceText(path)} "${path.name}" already exists`);

export const modified = (path: ResourcePath) =>
  new ApiError(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${resourceText(path)} "${path.name}": the object has been modified; please apply your changes to the latest version and try again`,
  );

export const gone = (path: ResourcePath, uid: string) =>
  new ApiError(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${resourceText(path)} "${path.name}": uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
  );

export const invalid = (path: ResourcePath, why: string) =>
  new ApiError(422, "Invalid", `${resourceText(path)} "${path.name}" is invalid: ${why}`);

export const badRequest = (message: string) => new ApiError(400, "BadRequest", message);

export const expired = (asked: number, oldest: number) =>
  new ApiError(410, "Expired", `too old resource version: ${asked} (${oldest})`);

/** Fields that an apply would take from other managers. */
export function applyConflict(conflicts: readonly { manager: Manager; fields: FieldSet }[]) {
  const all = conflicts.flatMap(({ manager, fields }) =>
    [...fields].map((path) => ({ manager: managerText(manager), field: fieldText(path) })),
  );
  const [first] = all;
  const lists = conflicts.map(({ manager, fields }) => {
    const lines = [...fields].map((path) => `- ${fieldText(path)}`);
    return `conflicts with ${managerText(manager)}:\n${lines.join("\n")}`;
  });
  const message =
    all.length === 1
      ? `Apply failed with 1 conflict: conflict with ${first?.manager}: ${first?.field}`
      : `Apply failed with ${all.length} conflicts: ${lists.join("\n")}`;
  const causes = all.map(({ manager, field }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${manager}`,
    field,
  }));
  return new ApiError(409, "Conflict", message, { causes });
}
