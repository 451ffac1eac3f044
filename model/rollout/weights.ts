// Weights on the way from the start of a rollout to its goal.
import { hundredths, isByOrigin, weightsFrom } from "../release/weights";
import type { ServiceWeights, Weights } from "../release/routing";
import type { ClusterWeights } from "./state";

/**
 * The weights at a part of the way from `start` to `goal`, in whole percent, or in hundredths where
 * start, goal or the part have decimals. Largest remainders get what rounding leaves
 * (https://en.wikipedia.org/wiki/Quota_method#Largest_remainders); of equal ones, those of versions
 * that lose traffic, so that a tie moves less.
 *
 * @param percent 0: the start; 100: the goal
 * @returns in the form of the goal: by origin where it is
 */
export function weightsAt(
  start: ServiceWeights,
  goal: ServiceWeights,
  percent: number,
): ServiceWeights {
  if (percent === 100) return goal;
  if (!isByOrigin(goal) && !isByOrigin(start)) return between(start, goal, percent);
  return {
    gateway: between(weightsFrom(start, "gateway"), weightsFrom(goal, "gateway"), percent),
    mesh: between(weightsFrom(start, "mesh"), weightsFrom(goal, "mesh"), percent),
  };
}

/**
 * The percentages of lanes at a part of the way. The requests that enter no lane have a share, too,
 * so that the sum never passes 100.
 */
export function lanesAt(
  start: ClusterWeights["lanes"],
  goal: ClusterWeights["lanes"],
  percent: number,
): ClusterWeights["lanes"] {
  // No lane has an empty name.
  const { [""]: _none, ...lanes } = between(withRest(start), withRest(goal), percent);
  const names = new Set([...Object.keys(start), ...Object.keys(goal)]);
  return Object.fromEntries([...names].map((name) => [name, lanes[name] ?? 0]));
}

/** How much more each version gets at the goal, in percentage points; only those that gain. */
export function gainsOf(start: ServiceWeights, goal: ServiceWeights): Weights {
  const found = new Map<string, number>();
  for (const origin of ["gateway", "mesh"] as const) {
    const [before, after] = [weightsFrom(start, origin), weightsFrom(goal, origin)];
    for (const [version, weight] of Object.entries(after)) {
      const more = (hundredths(weight) - hundredths(before[version] ?? 0)) / 100;
      if (more > 0) found.set(version, Math.max(found.get(version) ?? 0, more));
    }
  }
  return Object.fromEntries(found);
}

/** The larger of the shares that a version has of the requests of both origins, in percent. */
export function shareOf(weights: ServiceWeights, version: string): number {
  const origins = isByOrigin(weights) ? (["gateway", "mesh"] as const) : (["gateway"] as const);
  return Math.max(...origins.map((origin) => weightsFrom(weights, origin)[version] ?? 0));
}

/** Whether two weights split traffic alike: a version with 0 counts as one that is left out. */
export function equalWeights(one: ServiceWeights, other: ServiceWeights): boolean {
  return (["gateway", "mesh"] as const).every((origin) => {
    const [a, b] = [weightsFrom(one, origin), weightsFrom(other, origin)];
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every(
      (name) => hundredths(a[name] ?? 0) === hundredths(b[name] ?? 0),
    );
  });
}

/** Parts of a whole by largest remainder: they add up to `total`, in its units. */
export function apportion(
  exact: ReadonlyMap<string, number>,
  total: number,
  last: (name: string) => boolean = () => false,
): ReadonlyMap<string, number> {
  // Without the slack, 0.29 * 100 would be below 29.
  const floors = new Map([...exact].map(([name, part]) => [name, Math.floor(part + 1e-9)]));
  const left = total - [...floors.values()].reduce((sum, one) => sum + one, 0);
  const remainder = (name: string) => (exact.get(name) ?? 0) - (floors.get(name) ?? 0);
  const order = [...exact.keys()].sort(
    (a, b) =>
      Math.round((remainder(b) - remainder(a)) * 1e6) ||
      Number(last(a)) - Number(last(b)) ||
      a.localeCompare(b),
  );
  const first = new Set(order.slice(0, left));
  return new Map([...floors].map(([name, part]) => [name, part + (first.has(name) ? 1 : 0)]));
}

function between(start: Weights, goal: Weights, percent: number): Weights {
  if (percent === 0) return start;
  const names = [...new Set([...Object.keys(start), ...Object.keys(goal)])].sort();
  const given = [percent, ...Object.values(start), ...Object.values(goal)];
  const unit = given.every(Number.isInteger) ? 100 : 1;
  const exact = names.map((name): [string, number] => {
    const [from, to] = [hundredths(start[name] ?? 0), hundredths(goal[name] ?? 0)];
    return [name, (from + ((to - from) * percent) / 100) / unit];
  });
  const gains = (name: string) => (goal[name] ?? 0) > (start[name] ?? 0);
  const parts = apportion(new Map(exact), 10_000 / unit, gains);
  return Object.fromEntries([...parts].map(([name, part]) => [name, (part * unit) / 100]));
}

function withRest(lanes: ClusterWeights["lanes"]): Weights {
  const sum = Object.values(lanes).reduce((all, one) => all + hundredths(one), 0);
  return { ...lanes, "": (10_000 - sum) / 100 };
}
