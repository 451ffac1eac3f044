import type { ManagedFieldsEntry, FieldTree } from "../../model/live-object";

/** A manager that wrote something at a place of an object, and what it wrote there. */
export interface Claim {
  readonly of: ManagedFieldsEntry;
  readonly tree: FieldTree;
}

/** The claims on a whole object. */
export function claimsOn(managed: readonly ManagedFieldsEntry[] | undefined): Claim[] {
  return (managed ?? []).flatMap((of) => (of.fieldsV1 ? [{ of, tree: of.fieldsV1 }] : []));
}

/** The claims that reach from a place into one step below it; what is written as a whole reaches everywhere below. */
export function below(claims: readonly Claim[], step: string): Claim[] {
  return claims.flatMap((claim) => {
    if (isWhole(claim.tree)) return [claim];
    const tree = claim.tree[step];
    return tree ? [{ of: claim.of, tree }] : [];
  });
}

/** Whether whoever wrote here wrote a value as a whole. */
export function isWhole(tree: FieldTree): boolean {
  return Object.keys(tree).length === 0;
}

/** The step to an element of a list with keys, as any of the managers has it; undefined where none has. */
export function stepTo(claims: readonly Claim[], element: unknown): string | undefined {
  return keySteps(claims).find((step) => hasKeys(element, keysOf(step)));
}

/** Whether the list here is one whose elements have keys, so that each may be somebody else's. */
export function isKeyed(claims: readonly Claim[]): boolean {
  return keySteps(claims).length > 0;
}

/** Whether the list here is a set of values, each of which may be somebody else's. */
export function isSet(claims: readonly Claim[]): boolean {
  return claims.some(({ tree }) => Object.keys(tree).some((step) => step.startsWith("v:")));
}

/**
 * The names of the keys of a list's elements, such as `containerPort` and `protocol`.
 *
 * @param claims of which at least one is on an element
 */
export function keyNames(claims: readonly Claim[]): string[] {
  return Object.keys(keysOf(keySteps(claims)[0] ?? "k:{}"));
}

function keySteps(claims: readonly Claim[]): string[] {
  return claims.flatMap(({ tree }) => Object.keys(tree).filter((step) => step.startsWith("k:")));
}

function keysOf(step: string): Record<string, unknown> {
  return JSON.parse(step.slice("k:".length)) as Record<string, unknown>;
}

function hasKeys(element: unknown, keys: Readonly<Record<string, unknown>>): boolean {
  const fields = element as Readonly<Record<string, unknown>> | null;
  return Object.entries(keys).every(([key, value]) => fields?.[key] === value);
}
