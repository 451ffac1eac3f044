// Random changes of a release, as a team makes them on a day when a cluster is away. Pure.
import { image, type Split } from "../no-loss/releases";

/** A change and what the release is after it. */
export interface Change extends Split {
  /** In words. */
  readonly what: string;
}

/** The version that the routes of the absent cluster lead to: it stays. */
export const kept = "v1";

/**
 * A change that may be made to a release.
 *
 * @param random gives numbers from 0 to 1
 * @param turn counts the changes; the tags of new images hold it
 */
export function nextChange(before: Split, random: () => number, turn: number): Change {
  const names = Object.keys(before.versions);
  const idle = names.filter((name) => name !== kept && !before.weights[name]);
  const makers: (() => Change)[] = [
    () => shifted(before, names, random),
    () => replaced(before, pick(names, random), turn),
    () => scaled(before, pick(names, random), random),
    ...(names.length < 4 ? [() => added(before, `v${turn + 2}`)] : []),
    ...(idle.length > 0 ? [() => removed(before, pick(idle, random))] : []),
  ];
  return pick(makers, random)();
}

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T;
}

function shifted(before: Split, names: readonly string[], random: () => number): Change {
  const to = pick(names, random);
  const from = pick(
    names.filter((name) => name !== to),
    random,
  );
  const share = 10 * Math.floor(1 + random() * 10);
  const weights = share === 100 ? { [to]: 100 } : { [to]: share, [from]: 100 - share };
  return { ...before, weights, what: `weights ${JSON.stringify(weights)}` };
}

function replaced(before: Split, name: string, turn: number): Change {
  const versions = {
    ...before.versions,
    [name]: { ...before.versions[name], image: image(`${turn}-b`) },
  };
  return { ...before, versions, what: `new image of ${name}` };
}

function scaled(before: Split, name: string, random: () => number): Change {
  const { image: of = "" } = before.versions[name] ?? {};
  const replicas = 1 + Math.floor(random() * 2);
  const versions = { ...before.versions, [name]: { image: of, replicas } };
  return { ...before, versions, what: `${name} with ${replicas} replicas` };
}

function added(before: Split, name: string): Change {
  const versions = { ...before.versions, [name]: { image: image(name) } };
  const weights = { [kept]: 50, [name]: 50 };
  return { versions, weights, what: `${name} added with half of the traffic` };
}

function removed(before: Split, name: string): Change {
  const { [name]: _, ...versions } = before.versions;
  return { ...before, versions, what: `${name} removed` };
}
