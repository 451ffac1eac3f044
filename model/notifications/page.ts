// The address at which the page of a rollout is kept.
import type { RolloutRecord } from "../rollout/record";

/** What an address may name in braces. */
const known = ["rollout", "release", "stack"] as const;

type Place = (typeof known)[number];

/** The names in braces that stand for nothing, with their braces. */
export function unknownPlaces(template: string): string[] {
  return [...template.matchAll(/\{([^{}]*)\}/g)]
    .filter(([, name]) => !(known as readonly (string | undefined)[]).includes(name))
    .map(([whole]) => whole);
}

/** The address of the page of a rollout; names are encoded for an address. */
export function pageOf(
  template: string,
  { id, release }: Pick<RolloutRecord, "id" | "release">,
  stack: string,
): string {
  const values: Readonly<Record<Place, string>> = { rollout: id, release, stack };
  return template.replace(/\{(rollout|release|stack)\}/g, (_, name: Place) =>
    encodeURIComponent(values[name]),
  );
}
