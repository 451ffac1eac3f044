/** Decides which stable versions must be noted, and what users must know of them. Pure. */
import { answeringNames } from "../../model/plan/outside";
import type { ClusterPlan } from "../../model/plan/plan";
import type { Cluster } from "../../model/release/cluster";
import { isPrimary } from "../../model/release/cluster-role";
import type { Release } from "../../model/release/release";
import { soleVersion, weightsIn } from "../../model/release/weights";
import type { OutsideTarget } from "../../model/routes/outside";
import type { NotesByCluster } from "./note";

/** A version to note in one cluster. */
export interface MissingNote {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly service: string;
  /** Name of the VirtualService that holds the service's weights, and its namespace. */
  readonly route: { readonly name: string; readonly namespace: string };
  readonly version: string;
  /** Where routes lead if the version is a destination outside of the release. */
  readonly outside?: OutsideTarget;
}

/** The stable versions as the output of a stack shows them: by primary cluster and service. */
export type StableVersions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The services of which one version gets all requests by weights, from every origin and in every
 * primary cluster, with that version. Routes with a match, `follows` and lanes don't count: they
 * choose a version by name.
 */
export function settledServices(plans: readonly ClusterPlan[]): ReadonlyMap<string, string> {
  const byService = new Map<string, (string | undefined)[]>();
  for (const { service, weights } of plans.flatMap(({ mesh }) => mesh?.routes ?? []))
    byService.set(service, [...(byService.get(service) ?? []), soleVersion(weights)]);
  return new Map(
    [...byService].flatMap(([service, [first, ...others]]): [string, string][] =>
      first !== undefined && others.every((one) => one === first) ? [[service, first]] : [],
    ),
  );
}

/**
 * What is to be noted after the routes of plans were written, in every primary cluster where the
 * note is another one, or is not known.
 */
export function missingNotes(
  plans: readonly ClusterPlan[],
  notes: NotesByCluster,
  settled = settledServices(plans),
): MissingNote[] {
  return plans.flatMap(({ cluster, mesh }) =>
    (mesh?.routes ?? []).flatMap(({ service, name, namespace, outside }): MissingNote[] => {
      const version = settled.get(service);
      const noted = notes.get(cluster.name)?.get(service)?.version;
      if (version === undefined || version === noted) return [];
      const target = outside?.[version];
      return [
        {
          ...{ cluster: cluster.name, service, route: { name, namespace }, version },
          ...(target && { outside: target }),
        },
      ];
    }),
  );
}

/** The versions that clusters note, with those that were noted since. */
export function stableVersions(
  plans: readonly ClusterPlan[],
  notes: NotesByCluster,
  since: readonly MissingNote[],
): StableVersions {
  return Object.fromEntries(
    plans.flatMap(({ cluster: { name: cluster }, mesh }) => {
      if (!mesh) return [];
      const versions = mesh.routes.flatMap(({ service }): [string, string][] => {
        const written = since.find((one) => one.cluster === cluster && one.service === service);
        const version = written?.version ?? notes.get(cluster)?.get(service)?.version;
        return version === undefined ? [] : [[service, version]];
      });
      return [[cluster, Object.fromEntries(versions)] as const];
    }),
  );
}

/** A release and the notes of its clusters. */
export interface StableQuestion {
  readonly release: Release;
  readonly clusters: readonly Cluster[];
  readonly notes: NotesByCluster;
}

/**
 * Why an update must not begin: it removes the noted version of a service whose requests it splits,
 * or takes it offline. An abort could then go back nowhere.
 */
export function removedStable(question: StableQuestion): string[] {
  return splitServices(question).flatMap(({ service, stable, noted, running }) => {
    if (stable !== undefined) return [];
    return [...noted.keys()]
      .filter((version) => !running.includes(version))
      .map(
        (version) =>
          `${service} is split, and its stable version ${version} would run nowhere, though an abort goes back to it ` +
          `(noted in ${noted.get(version)!.join(", ")}). Keep ${version} until another version has all traffic of ${service}, ` +
          `or name another stable version. ${naming(service, running)}`,
      );
  });
}

/**
 * What a user must know before an abort is needed: that it could go back nowhere, or goes back to
 * another version than the last one with all traffic.
 */
export function stableWarnings(question: StableQuestion): string[] {
  return splitServices(question).flatMap(({ service, stable, noted, without, running }) => {
    if (stable !== undefined)
      return [...noted]
        .filter(([version]) => version !== stable)
        .map(
          ([version, where]) =>
            `The config names ${stable} as the stable version of ${service}, but ${version} last had all its traffic in ` +
            `${where.join(", ")}: gray abort goes back to ${stable}. Fix: name ${version}, or remove \`stable\`.`,
        );
    if (without.length === 0) return [];
    return [
      `${service} is split, and its stable version is not known in ${without.join(", ")}: gray abort would not move its ` +
        `traffic there. Name the version to which an abort must go back. ${naming(service, running)}.`,
    ];
  });
}

/** How a user names the stable version of a service. */
function naming(service: string, running: readonly string[]): string {
  return (
    `Fix: set \`stable\` of ${service} to one of ${running.join(", ")}, ` +
    `or: pulumi config set --path 'gray-release:stable.${service}' <version>`
  );
}

interface SplitService {
  readonly service: string;
  /** The version that the config names. */
  readonly stable: string | undefined;
  /** Names of clusters by the version that they note. */
  readonly noted: ReadonlyMap<string, readonly string[]>;
  /** Names of the primary clusters without a note. */
  readonly without: readonly string[];
  /** The versions that run somewhere. */
  readonly running: readonly string[];
}

/** The services that no version has alone. */
function splitServices({ release, clusters, notes }: StableQuestion): SplitService[] {
  const primaries = clusters.filter(isPrimary);
  return Object.entries(release.services).flatMap(([service, spec]): SplitService[] => {
    const versions = primaries.map((cluster) => soleVersion(weightsIn(cluster, service, spec)));
    const [first] = versions;
    if (first !== undefined && versions.every((one) => one === first)) return [];
    const noted = new Map<string, string[]>();
    const without: string[] = [];
    for (const { name } of primaries) {
      const known = notes.get(name);
      if (!known) continue;
      const version = known.get(service)?.version;
      if (version === undefined) without.push(name);
      else noted.set(version, [...(noted.get(version) ?? []), name]);
    }
    const running = answeringNames(spec, clusters);
    return [{ service, stable: spec.stable, noted, without, running }];
  });
}
