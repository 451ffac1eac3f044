// Finds names that JavaScript objects have already, such as `constructor`, in a config. GR005.
import { formatPath, show, type Path, type Problem } from "../problem";

/**
 * Names of properties that every JavaScript object has, or that valibot skips to protect the
 * prototypes of objects. The program would mistake a service or version of such a name for the
 * property, or lose it silently.
 */
const reserved = new Set([...Object.getOwnPropertyNames(Object.prototype), "prototype"]);

/**
 * The number of levels that the program looks at. No declaration has so many; a release in code
 * could contain itself, and a text can nest without end.
 */
export const deepest = 16;

/** The most levels of a value without a declaration of its own, such as `pod`. */
export const deepestValue = 64;

/** The first steps of a path that leads deeper than any value may; undefined where none does. */
export function tooDeep(value: unknown, depth = 0): Path | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (depth >= deepestValue) return [];
  for (const [key, inside] of Object.entries(value)) {
    const path = tooDeep(inside, depth + 1);
    if (path && depth >= deepest) return [];
    if (path) return [Array.isArray(value) ? Number(key) : key, ...path];
  }
  return undefined;
}

/** Whether a name is reserved: no service, version or key may have it. */
export function isReserved(name: string): boolean {
  return reserved.has(name);
}

/** The path of each reserved key inside a value. */
export function reservedNames(value: unknown, depth = 0): Path[] {
  if (typeof value !== "object" || value === null || depth > deepest) return [];
  const list = Array.isArray(value);
  return Object.entries(value).flatMap(([key, inside]): Path[] =>
    !list && isReserved(key)
      ? [[key]]
      : reservedNames(inside, depth + 1).map((path) => [list ? Number(key) : key, ...path]),
  );
}

/** The problem of a reserved key. */
export function reservedName(path: Path): Problem {
  return {
    code: "GR005",
    path: formatPath(path),
    given: `the name ${show(path.at(-1))}`,
    allowed: "a name that JavaScript objects do not have already",
    fix: "rename it",
  };
}
