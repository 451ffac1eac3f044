import { formatPath, show, type Path, type Problem } from "../problem";

/**
 * Names that every JavaScript object answers to, or that valibot passes over lest they change an object's prototype. A
 * service or version of such a name would be mistaken for what is there anyway, or silently lost.
 */
const reserved = new Set([...Object.getOwnPropertyNames(Object.prototype), "prototype"]);

/** Deeper than any declaration goes; a release in code could hold itself, and text can nest without end. */
export const deepest = 16;

/** Whether nothing may have this name. */
export function isReserved(name: string): boolean {
  return reserved.has(name);
}

/** Every place inside a value whose key nothing may have. */
export function reservedNames(value: unknown, depth = 0): Path[] {
  if (typeof value !== "object" || value === null || depth > deepest) return [];
  const list = Array.isArray(value);
  return Object.entries(value).flatMap(([key, inside]): Path[] =>
    !list && isReserved(key)
      ? [[key]]
      : reservedNames(inside, depth + 1).map((path) => [list ? Number(key) : key, ...path]),
  );
}

/** The problem of a key that nothing may have. */
export function reservedName(path: Path): Problem {
  return {
    code: "GR005",
    path: formatPath(path),
    given: `the name ${show(path.at(-1))}`,
    allowed: "a name that JavaScript objects do not have already",
    fix: "rename it",
  };
}
