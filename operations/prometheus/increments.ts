/** Makes the differences of counters between two times. Pure. */
import type { Sample } from "./answer";

/** Labels that tell the proxies apart which count. */
export const counterLabels = ["instance", "pod"] as const;

/** Labels that tell apart those who scraped the same proxy: each of them has the same counts. */
export const replicaLabels = ["job", "prometheus", "prometheus_replica", "replica"] as const;

/** By how much the counters of one group grew. */
export interface Increment {
  /** The values of the labels by which it is grouped, in their order; `unknown` where one is missing. */
  readonly values: readonly string[];
  readonly by: number;
}

/** Counters of proxies at one time, by group, proxy and who scraped it. */
export interface Counters {
  /** By the whole key. */
  readonly exact: ReadonlyMap<string, number>;
  /** The largest by group and proxy, whoever scraped it. */
  readonly ofProxy: ReadonlyMap<string, number>;
}

/** What the differences are made of. */
export interface Growth {
  /** The labels by which the counts are grouped. */
  readonly by: readonly string[];
  readonly start: Counters;
  readonly end: readonly Sample[];
  /**
   * Whether the server knew a proxy at the start, by its label `instance`; asked where no counter was
   * there at all. A counter of a proxy that was not known then may be old.
   */
  readonly known: (instance: string) => boolean;
}

const separator = "\u0000";

/** The counters of an answer. */
export function countersOf(samples: readonly Sample[], by: readonly string[]): Counters {
  const exact = new Map<string, number>();
  const ofProxy = new Map<string, number>();
  for (const { labels, value } of samples) {
    if (!counts(value)) continue;
    const key = proxyKey(labels, by);
    exact.set(key + replicaKey(labels), value);
    ofProxy.set(key, Math.max(ofProxy.get(key) ?? 0, value));
  }
  return { exact, ofProxy };
}

/**
 * The growth of each group since the start. A counter that fell started again, so all of its new value is
 * growth; one that is new began at 0; what several replicas of a server scraped counts once.
 *
 * @throws Error where series lack the labels that tell proxies apart
 */
export function increments({ by, start, end, known }: Growth): Increment[] {
  const empty = start.exact.size === 0;
  const ofProxy = new Map<string, number>();
  for (const { labels, value } of end) {
    if (!counts(value)) continue;
    if (counterLabels.every((label) => labels[label] === undefined))
      throw new Error(
        "its series have neither of the labels instance and pod, so that a pod that starts again can't be told from others",
      );
    const key = proxyKey(labels, by);
    const own = start.exact.get(key + replicaKey(labels));
    const before = own ?? start.ofProxy.get(key);
    if (before === undefined && empty && !known(labels.instance ?? "")) continue;
    const grown = growth(before, value, own !== undefined);
    ofProxy.set(key, Math.max(ofProxy.get(key) ?? 0, grown));
  }
  const groups = new Map<string, number>();
  for (const [key, grown] of ofProxy) {
    const group = key.split(separator).slice(0, by.length).join(separator);
    groups.set(group, (groups.get(group) ?? 0) + grown);
  }
  return [...groups].map(([group, grown]) => ({ values: group.split(separator), by: grown }));
}

/** @param same whether the same server scraped both: else a fall is an older scrape, and no restart */
function growth(before: number | undefined, value: number, same: boolean): number {
  if (before === undefined) return value;
  if (value >= before) return value - before;
  return same ? value : 0;
}

function counts(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function proxyKey(labels: Sample["labels"], by: readonly string[]): string {
  const values = by.map((label) => labels[label] || "unknown");
  return [...values, hostOf(labels.instance ?? ""), labels.pod ?? ""].join(separator);
}

/** Both of these ports of a sidecar answer with the same counters: jobs may scrape one or both. */
function hostOf(instance: string): string {
  return instance.replace(/:(15020|15090)$/, "");
}

function replicaKey({ instance = "", ...labels }: Sample["labels"]): string {
  return [instance, ...replicaLabels.map((label) => labels[label] ?? "")].join(separator);
}
