/** Folds what is alike: clusters of a wave that have the same, and services with the same weights. Pure. */
import type { ClusterReport, ServiceReport, VersionReport } from "../report";

/** What is shown unfolded. */
export interface Unfolded {
  /** Everything. */
  readonly all: boolean;
  /** Names of clusters that a person asked for. */
  readonly named: readonly string[];
  /** Names of clusters that metrics suspect. */
  readonly suspects: readonly string[];
}

/** Up to so many clusters, and services of a cluster, are shown one by one. */
export const mostSingle = 4;

/** Of clusters that are not as they should be so many of a wave are shown one by one. */
const mostUnwell = 8;

/** Clusters that are shown as one; a group of one is that cluster. */
export type ClusterGroup = readonly [ClusterReport, ...ClusterReport[]];

/** Whether a cluster has what it should have now, with all of its pods. */
export function isWell({ state, failure, services }: ClusterReport): boolean {
  const versions = services.flatMap((one) => one.versions);
  return failure === null && state !== "behind" && state !== "away" && versions.every(isReady);
}

/** Groups of clusters, those first that need a look. @param total of all waves together */
export function clusterGroups(
  clusters: readonly ClusterReport[],
  total: number,
  { all, named, suspects }: Unfolded,
): ClusterGroup[] {
  if (all || total <= mostSingle) return clusters.map((one) => [one]);
  const alone = new Set([...named, ...suspects]);
  const groups = groupsBy(clusters, (one) => {
    const { name, state, failure, services } = one;
    return alone.has(name) ? name : JSON.stringify([state, failure, services.map(looks)]);
  });
  const isCalm = ([first]: ClusterGroup) => isWell(first) && !alone.has(first.name);
  const unwell = groups.filter((one) => !isCalm(one));
  const rest = unwell.slice(mostUnwell).filter(([{ name }]) => !named.includes(name));
  return [
    ...unwell.filter((one) => !rest.includes(one)),
    ...groupsBy(rest.flat(), ({ state }) => state),
    ...groups.filter(isCalm),
  ];
}

/** Services of a cluster, those alike as one. @param most so many are shown one by one */
export function serviceGroups(
  services: readonly ServiceReport[],
  most: number,
): (readonly [ServiceReport, ...ServiceReport[]])[] {
  return groupsBy(services, (one) =>
    services.length <= most ? one.name : JSON.stringify(looks(one)),
  );
}

/** Services that are alike as one: their pods and requests together. */
export function merged([first, ...others]: readonly [
  ServiceReport,
  ...ServiceReport[],
]): ServiceReport {
  const versions = first.versions.map((version): VersionReport => {
    const same = others.flatMap((one) => one.versions.filter(({ name }) => name === version.name));
    const both = [version, ...same];
    const measured = both.flatMap((one) => one.measured ?? []);
    return {
      name: version.name,
      wanted: sum(both.map(({ wanted }) => wanted)),
      available: sum(both.map(({ available }) => available)),
      measured:
        measured.length === 0
          ? null
          : {
              requests: measured.reduce((all, one) => all + one.requests, 0),
              of: measured.reduce((all, one) => all + one.of, 0),
            },
    };
  });
  return { ...first, versions };
}

/** What makes services alike: weights and versions, but not how many pods and requests they have. */
function looks({ live, recorded, goal, versions }: ServiceReport): unknown {
  return [live, recorded, goal, versions.map((one) => [one.name, isReady(one)])];
}

/** Whether all wanted pods are there, as far as it is known. */
export function isReady({ wanted, available }: Omit<VersionReport, "measured">): boolean {
  return wanted === null || available === null || available >= wanted;
}

function sum(counts: readonly (number | null)[]): number | null {
  return counts.reduce((all, one) => (all === null || one === null ? null : all + one), 0);
}

function groupsBy<T>(all: readonly T[], key: (one: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const known = groups.get(key(one));
    if (known) known.push(one);
    else groups.set(key(one), [one]);
  }
  return [...groups.values()];
}
