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

/**
 * Counters of proxies at one time: by who scraped them, then by group and proxy. Those who scrape are few,
 * so a counter takes no more memory than the text of its key.
 */
export type Counters = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** What the differences are made of. */
export interface Growth {
  readonly start: Counters;
  readonly end: Counters;
  /**
   * Whether the server knew a proxy at the start, by its label `instance`; asked where no counter was
   * there at all. A counter of a proxy that was not known then may be old.
   */
  readonly known: (instance: string) => boolean;
}

const separator = "\u0000";

const sidecarPort = /:(15020|15090)$/;

/**
 * The counters of an answer.
 *
 * @throws Error where series lack the labels that tell proxies apart
 */
export function countersOf(samples: Iterable<Sample>, by: readonly string[]): Counters {
  const found = new Map<string, Map<string, number>>();
  for (const { labels, value } of samples) {
    if (!Number.isFinite(value) || value < 0) continue;
    if (counterLabels.every((label) => labels[label] === undefined))
      throw new Error(
        "its series have neither of the labels instance and pod, so that a pod that starts again can't be told from others",
      );
    mapOf(found, replicaKey(labels)).set(proxyKey(labels, by), value);
  }
  return found;
}

/** The newer counters, and those of the older ones that the newer ones lack. It uses up the older ones. */
export function renewed(older: Counters, newer: Counters): Counters {
  const found = older as Map<string, Map<string, number>>;
  for (const [replica, counters] of newer) {
    const ofReplica = mapOf(found, replica);
    for (const [key, value] of counters) ofReplica.set(key, value);
  }
  return found;
}

/**
 * The growth of each group since the start. A counter that fell started again, so all of its new value is
 * growth; one that is new began at 0; what several replicas of a server scraped counts once.
 */
export function increments({ start, end, known }: Growth): Increment[] {
  const empty = start.size === 0;
  const ofProxy = new Map<string, number>();
  for (const [replica, counters] of end) {
    const started = start.get(replica);
    for (const [key, value] of counters) {
      const own = started?.get(key);
      const before = own ?? largest(start, key);
      if (before === undefined && empty && !known(instanceOf(key, replica))) continue;
      const grown = growth(before, value, own !== undefined);
      ofProxy.set(key, Math.max(ofProxy.get(key) ?? 0, grown));
    }
  }
  const groups = new Map<string, number>();
  for (const [key, grown] of ofProxy) {
    const group = key.slice(0, hostAt(key) - 1);
    groups.set(group, (groups.get(group) ?? 0) + grown);
  }
  return [...groups].map(([group, grown]) => ({ values: group.split(separator), by: grown }));
}

function mapOf(found: Map<string, Map<string, number>>, replica: string): Map<string, number> {
  const known = found.get(replica);
  if (known) return known;
  const made = new Map<string, number>();
  found.set(replica, made);
  return made;
}

/** What any server scraped of a proxy. */
function largest(counters: Counters, key: string): number | undefined {
  let found: number | undefined;
  for (const ofReplica of counters.values()) {
    const value = ofReplica.get(key);
    if (value !== undefined) found = Math.max(found ?? 0, value);
  }
  return found;
}

/** @param same whether the same server scraped both: else a fall is an older scrape, and no restart */
function growth(before: number | undefined, value: number, same: boolean): number {
  if (before === undefined) return value;
  if (value >= before) return value - before;
  return same ? value : 0;
}

/** Its group, and then its host and its pod. */
function proxyKey(labels: Sample["labels"], by: readonly string[]): string {
  const values = by.map((label) => labels[label] || "unknown");
  values.push(hostOf(labels.instance ?? ""), labels.pod ?? "");
  return values.join(separator);
}

/** Where the host begins in a {@link proxyKey}. */
function hostAt(key: string): number {
  return key.lastIndexOf(separator, key.lastIndexOf(separator) - 1) + 1;
}

function instanceOf(key: string, replica: string): string {
  const host = key.slice(hostAt(key), key.lastIndexOf(separator));
  return host + replica.slice(0, replica.indexOf(separator));
}

/** Both of these ports of a sidecar answer with the same counters: jobs may scrape one or both. */
function hostOf(instance: string): string {
  return instance.replace(sidecarPort, "");
}

/** Who scraped a proxy, and at which of its ports; the host is a part of {@link proxyKey}. */
function replicaKey({ instance = "", ...labels }: Sample["labels"]): string {
  const [port = ""] = sidecarPort.exec(instance) ?? [];
  return [port, ...replicaLabels.map((label) => labels[label] ?? "")].join(separator);
}
