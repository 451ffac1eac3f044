/** Which services an abort brings back in one cluster, and to which version. Pure. */
import { answeringNames } from "../../model/plan/outside";
import type { ClusterPlan } from "../../model/plan/plan";
import type { Cluster } from "../../model/release/cluster";
import { isPrimary } from "../../model/release/cluster-role";
import { inWords } from "../../model/problem";
import type { Release, ServiceSpec } from "../../model/release/release";
import type { ServiceWeights } from "../../model/release/routing";
import { isByOrigin, soleVersion, weightsIn } from "../../model/release/weights";
import { noteOf, type Note } from "../stable/note";
import { soleServed } from "../stable/served";
import type { LiveRoutes } from "./routes";
import { runsNowhere, type Wanted } from "./wanted";

/** Why traffic goes back to a version: `--to`, the config's `stable`, or the cluster's note. */
export type Reason =
  | { readonly by: "option" }
  | { readonly by: "config" }
  | { readonly by: "note"; readonly note: Note };

/** A service whose traffic goes back to one version. */
export interface AbortTarget {
  readonly service: string;
  /** The version that gets all of its traffic. */
  readonly version: string;
  readonly why: Reason;
}

/** A service whose traffic stays as it is, because the version to go back to is not known. */
export interface RefusedService {
  readonly service: string;
  /** Why, and the fix; without a full stop. */
  readonly why: string;
}

/** What an abort does with each service in one cluster. */
export interface ClusterTargets {
  readonly targets: readonly AbortTarget[];
  /** The services that have all traffic on one version already, with that version. */
  readonly settled: ReadonlyMap<string, string>;
  readonly refused: readonly RefusedService[];
}

/** What the versions of a cluster are decided by. */
export interface TargetQuestion {
  readonly release: Release;
  readonly clusters: readonly Cluster[];
  readonly wanted: Wanted;
}

/**
 * Decides for one cluster. A service that has all traffic on one version, by the config in every
 * cluster and by the live routes of this one, has nothing to abort, unless a user asks for another
 * version. Every other service goes back to the version that a user asks for, else to the one that
 * the config names, else to the one that the cluster notes; it is refused where none is known.
 *
 * Where a rollout is declared, the config says where the service goes, and not what it has: it has
 * nothing to abort only while it is on the version to which it would go back.
 *
 * @param routes live VirtualServices; none: the cluster can't be read
 */
export function clusterTargets(
  { release, clusters, wanted }: TargetQuestion,
  plan: ClusterPlan,
  routes: readonly LiveRoutes[],
): ClusterTargets {
  const targets: AbortTarget[] = [];
  const settled = new Map<string, string>();
  const refused: RefusedService[] = [];
  for (const { service, name, namespace } of plan.mesh?.routes ?? []) {
    const spec = release.services[service];
    if (!spec) continue;
    const live = routes.find(
      ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
    );
    const asked = wanted.get(service);
    const found = stableOf(spec, asked, live);
    const sole = live && soleServed(live.spec, { service, namespace, spec });
    const now = release.rollout ? (found?.version ?? sole) : configured(service, spec, clusters);
    const served = live || release.rollout ? sole : now;
    if (now !== undefined && now === served && (asked ?? now) === now) {
      settled.set(service, now);
      continue;
    }
    const running = answeringNames(spec, clusters);
    if (found && running.includes(found.version)) targets.push({ service, ...found });
    // A cluster that has no routes of the service, or can't be read, says nothing of it.
    else if (live) refused.push({ service, why: unknownStable(service, found?.version, running) });
  }
  return { targets, settled, refused };
}

function stableOf(
  { stable }: ServiceSpec,
  asked: string | undefined,
  live: LiveRoutes | undefined,
): Omit<AbortTarget, "service"> | undefined {
  if (asked !== undefined) return { version: asked, why: { by: "option" } };
  if (stable !== undefined) return { version: stable, why: { by: "config" } };
  const note = live && noteOf(live);
  return note && { version: note.version, why: { by: "note", note } };
}

/** The version that has all traffic of a service by the config, in every primary cluster. */
function configured(
  service: string,
  spec: ServiceSpec,
  clusters: readonly Cluster[],
): string | undefined {
  const [first, ...others] = clusters
    .filter(isPrimary)
    .map((cluster) => soleVersion(weightsIn(cluster, service, spec)));
  return others.every((one) => one === first) ? first : undefined;
}

function unknownStable(
  service: string,
  noted: string | undefined,
  running: readonly string[],
): string {
  const why =
    noted === undefined
      ? `neither the config nor this cluster says which version of ${service} is the stable one`
      : `this cluster notes ${noted} as the stable version, but ${runsNowhere(service, noted, running)}`;
  return (
    `${why}. Fix: npx gray abort --to ${service}=<version> (${inWords(running)} ${running.length === 1 ? "runs" : "run"}); ` +
    `or, for every abort, set \`stable\` of ${service}: pulumi config set --path 'gray-release:stable.${service}' <version>`
  );
}

/** The stable versions that the config names, by service. */
export function namedStable({ services }: Release): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(services).flatMap(([service, { stable }]): [string, string][] =>
      stable === undefined ? [] : [[service, stable]],
    ),
  );
}

/** Weights of the same form as before, with everything on one version. */
export function allOn(version: string, before: ServiceWeights): ServiceWeights {
  const all = { [version]: 100 };
  return isByOrigin(before) ? { gateway: all, mesh: { ...all } } : all;
}
