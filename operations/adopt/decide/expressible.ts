/** Takes out of a concluded release what the schema of a release does not allow. Pure. */
import { cutOut } from "../../../model/schema/best-effort";
import { formatPath, type Path } from "../../../model/problem";
import type { Release } from "../../../model/release/release";
import { releaseSchema } from "../../../model/schema/release";
import { validateSchema } from "../../../model/schema/validate";

/** A release that the schema allows, and what had to go. */
export interface Expressible {
  readonly release: Release;
  /** Paths in the declaration: `services.cart.retries.backoff`. */
  readonly cut: readonly string[];
}

/**
 * A copy of a release without the values that no release can have. Live objects hold what their API
 * servers allow, which is more than a release can say.
 */
export function expressible(release: Release): Expressible {
  const cut: string[] = [];
  let value: unknown = release;
  for (;;) {
    const read = validateSchema(releaseSchema, value, []);
    if ("value" in read) return { release: value as Release, cut };
    // A key that is missing makes the mapping around it wrong.
    const places = read.broken.map((path) => (has(value, path) ? path : path.slice(0, -1)));
    if (places.length === 0 || places.some((path) => path.length === 0))
      return { release: value as Release, cut };
    cut.push(...places.map(formatPath));
    value = withoutHoles(cutOut(value, places));
  }
}

function has(value: unknown, path: Path): boolean {
  return (
    path.reduce<unknown>(
      (at, step) => (at as Record<string, unknown> | undefined)?.[step],
      value,
    ) !== undefined
  );
}

function withoutHoles(value: unknown): unknown {
  if (Array.isArray(value)) return value.flatMap((one: unknown) => [withoutHoles(one)]);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => [key, withoutHoles(inside)]),
  );
}
