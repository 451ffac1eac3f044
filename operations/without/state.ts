/** Finds in a stack's state what an update must keep of clusters that are left out. Pure. */
import type { DeploymentManifest } from "../../model/manifests/deployment";
import type { DestinationRuleManifest } from "../../model/manifests/traffic-policy";
import type { VirtualServiceManifest } from "../../model/manifests/virtual-service";
import { inWords } from "../../model/problem";
import { serviceHost } from "../../model/release/names";
import { sidecarOff } from "../../model/release/sidecars";
import { namedSubsets } from "../../model/routes/subsets";
import { RefusalError } from "../refusal";
import { appliedBy, inClusters, ofKind, type Applied } from "./applied";
import { neededObjects } from "./needed";
import { nameOf, type StateResource } from "./resources";
import type { LeftOut, LeftOutCluster, NamedSubset, StackObject } from "./left-out";

/** What a run leaves out, and how. */
export interface Leaving {
  readonly told: LeftOut;
  /** URNs of all objects of the left out clusters, for the engine's `--exclude`. */
  readonly exclude: readonly string[];
}

/** What is left out of which stack. */
export interface LeavingQuestion {
  readonly stack: string;
  /** Names of the clusters that are left out. */
  readonly names: ReadonlySet<string>;
  /** Names of all clusters of the stack. */
  readonly clusters: readonly string[];
}

/**
 * Characters of URNs that a command line may have: Linux takes 2 MiB with all options and variables
 * (`ARG_MAX`, with the usual stack of 8 MiB).
 */
const mostCharacters = 1_500_000;

/**
 * Reads from the state which objects the left out clusters have, and what clusters that answer must
 * keep for them.
 *
 * @throws RefusalError where the state holds an unfinished deletion there, which the engine can't
 *   leave alone, or more objects than a command line can name
 */
export function leaving(
  resources: readonly StateResource[],
  { stack, names, clusters }: LeavingQuestion,
): Leaving {
  const all = inClusters(resources, clusters);
  const left = all.filter(({ cluster }) => names.has(cluster)).map(({ resource }) => resource);
  const applied = appliedBy(resources, all);
  const there = applied.filter(({ cluster }) => names.has(cluster));
  const here = applied.filter(({ cluster }) => !names.has(cluster));
  const unfinished = left.filter((resource) => resource.delete);
  if (unfinished.length > 0)
    throw new RefusalError(
      `an earlier update has not finished the deletion of ${inWords(unfinished.map(({ urn }) => nameOf(urn)))}, and the engine would try it again: ` +
        "bring the cluster back, then run pulumi up",
    );
  const exclude = left.map(({ urn }) => urn);
  if (exclude.join("").length > mostCharacters)
    throw new RefusalError(
      `the stack has ${left.length} objects in ${inWords([...names])}, which are more than one command line of pulumi can name`,
    );
  return {
    exclude,
    told: {
      stack,
      clusters: [...names].map((name) => leftOutCluster(name, there, resources)),
      needed: neededObjects(there, here),
      kept: keptObjects(there, here, resources),
      named: here.flatMap(subsetsOf),
    },
  };
}

function leftOutCluster(
  name: string,
  all: readonly Applied[],
  resources: readonly StateResource[],
): LeftOutCluster {
  const own = all.filter(({ cluster }) => cluster === name);
  const times = own.flatMap(({ resource: { modified, created } }) => modified ?? created ?? []);
  const written = times.sort().at(-1);
  const [since] = resources
    .flatMap(
      ({ outputs }) => (outputs?.leftOut as Record<string, string> | undefined)?.[name] ?? [],
    )
    .sort();
  const mutualTls = mutualTlsOf(own);
  return {
    name,
    ...(since !== undefined && { since }),
    ...(written !== undefined && { written }),
    ...(Object.keys(mutualTls).length > 0 && { mutualTls }),
  };
}

/** As in {@link LeftOutCluster.mutualTls}. */
function mutualTlsOf(own: readonly Applied[]): Record<string, boolean> {
  const found: Record<string, boolean> = {};
  for (const { manifest } of ofKind<DeploymentManifest>(own, "Deployment")) {
    const { template } = manifest.spec;
    const host = serviceHost(
      template.metadata?.labels?.app ?? "",
      manifest.metadata.namespace ?? "",
    );
    found[host] = (found[host] ?? true) && sidecarOff(template) === undefined;
  }
  for (const { manifest } of ofKind<DestinationRuleManifest>(own, "DestinationRule"))
    found[manifest.spec.host ?? ""] = manifest.spec.trafficPolicy?.tls?.mode === "ISTIO_MUTUAL";
  return found;
}

function subsetsOf({ release, cluster, manifest }: Applied): NamedSubset[] {
  if (manifest.kind !== "VirtualService") return [];
  const named = namedSubsets(manifest as VirtualServiceManifest);
  return named.map((subset) => ({ release, cluster, subset }));
}

/** What the engine keeps because the objects of left out clusters depend on it. */
function keptObjects(
  there: readonly Applied[],
  here: readonly Applied[],
  resources: readonly StateResource[],
): StackObject[] {
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  const kept = new Set<string>();
  const open = there.map(({ resource }) => resource.urn);
  for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
    if (kept.has(urn)) continue;
    kept.add(urn);
    const { dependencies, parent } = byUrn.get(urn) ?? {};
    open.push(...(dependencies ?? []), ...(parent === undefined ? [] : [parent]));
  }
  return here
    .filter(({ resource }) => kept.has(resource.urn))
    .map(({ release, cluster, object }) => ({ release, cluster, object }));
}
