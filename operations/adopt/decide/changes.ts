/** Finds the parts of a value that would become others. Pure. */
import { isMapping } from "../../../model/schema/best-effort";
import { same } from "./pod-difference";

/** A part of a value that would become another one. */
export interface Change {
  /** Where it is: `loadBalancer.simple`. */
  readonly path: string;
  /** undefined where it is new. */
  readonly from: unknown;
  /** undefined where it would be gone. */
  readonly to: unknown;
}

/** The innermost parts in which two values differ; a list is one part. */
export function changesOf(from: unknown, to: unknown, path = ""): Change[] {
  if (same(from, to)) return [];
  if (!isMapping(from) || !isMapping(to)) return [{ path, from, to }];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
    changesOf(from[key], to[key], path === "" ? key : `${path}.${key}`),
  );
}
