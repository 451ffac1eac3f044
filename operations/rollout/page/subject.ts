/** What a rollout is about, in words: the versions that gain requests. Pure. */
import { inWords } from "../../../model/problem";
import type { RolloutRecord } from "../../../model/rollout/record";
import { gainsOf } from "../../../model/rollout/weights";

/** So many versions are named. */
const mostNamed = 3;

/** A version that gains requests. */
export interface Gaining {
  readonly service: string;
  readonly version: string;
}

/** The versions that gain requests in some cluster, service by service. */
export function gainingVersions({ start, goal }: Pick<RolloutRecord, "start" | "goal">): Gaining[] {
  const found = new Map<string, Gaining>();
  for (const [cluster, { services }] of Object.entries(goal))
    for (const [service, weights] of Object.entries(services)) {
      const from = start[cluster]?.services[service];
      for (const version of Object.keys(from ? gainsOf(from, weights) : {}))
        found.set(JSON.stringify([service, version]), { service, version });
    }
  return [...found.values()];
}

/** Such as `v2 of shop and v3 of cart`; of many, the first ones. */
export function subjectOf(about: Pick<RolloutRecord, "start" | "goal" | "release">): string {
  const all = gainingVersions(about).map(({ service, version }) => `${version} of ${service}`);
  if (all.length === 0) return about.release;
  const more = all.length - mostNamed;
  return more > 1 ? `${all.slice(0, mostNamed).join(", ")} and ${more} more` : inWords(all);
}

/** Such as `all clusters`, `west and east` or `12 of 40 clusters`. */
export function clustersText(names: readonly string[], all: readonly string[]): string {
  if (names.length <= 5) return inWords(names);
  if (names.length === all.length) return `all ${all.length} clusters`;
  return `${names.length} of ${all.length} clusters`;
}

/** Names that have the same text, with that text; in the order of the first ones. */
export function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}
