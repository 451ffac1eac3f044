/** Finds in a stack's state what an update must keep of clusters that are left out. Pure. */
import type { DeploymentManifest } from "../../model/manifests/deployment";
import type { Manifest } from "../../model/manifests/metadata";
import type { DestinationRuleManifest } from "../../model/manifests/traffic-policy";
import type { VirtualServiceManifest } from "../../model/manifests/virtual-service";
import { objectName } from "../../model/live-object";
import { namedSubsets } from "../../model/routes/subsets";
import { RefusalError } from "../refusal";
import { clustersByProvider, releasesOf, type StateResource } from "./resources";
import type { LeftOut, LeftOutCluster, NamedSubset, NeededObject, StackObject } from "./left-out";

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

/** A Kubernetes object of the state, and where it belongs. */
interface Applied extends StackObject {
  readonly resource: StateResource;
  readonly manifest: Manifest;
}

/**
 * Reads from the state which objects the left out clusters have, and what clusters that answer must
 * keep for them.
 *
 * @throws RefusalError where the state holds an unfinished deletion there, which the engine can't
 *   leave alone
 */
export function leaving(
  resources: readonly StateResource[],
  { stack, names, clusters }: LeavingQuestion,
): Leaving {
  const all = appliedIn(resources, clusters);
  const there = all.filter(({ cluster }) => names.has(cluster));
  const here = all.filter(({ cluster }) => !names.has(cluster));
  const unfinished = there.filter(({ resource }) => resource.delete);
  if (unfinished.length > 0)
    throw new RefusalError(
      `an earlier update has not finished the deletion of ${texts(unfinished).join(", ")}, and the engine would try it again: ` +
        "bring the cluster back, then run pulumi up",
    );
  return {
    exclude: there.map(({ resource }) => resource.urn),
    told: {
      stack,
      clusters: [...names].map((name) => leftOutCluster(name, there, resources)),
      needed: neededObjects(there, here),
      kept: keptObjects(there, here, resources),
      named: here.flatMap(subsetsOf),
    },
  };
}

function appliedIn(resources: readonly StateResource[], clusters: readonly string[]): Applied[] {
  const clusterOf = clustersByProvider(resources, clusters);
  const releaseOf = releasesOf(resources);
  return resources.flatMap((resource): Applied[] => {
    const { custom, external, type, provider = "", inputs, urn } = resource;
    const release = releaseOf(urn);
    const cluster = clusterOf.get(provider);
    if (!custom || external || !type.startsWith("kubernetes:")) return [];
    if (release === undefined || cluster === undefined) return [];
    const manifest = inputs as unknown as Manifest;
    return [{ release, cluster, object: objectName(manifest), resource, manifest }];
  });
}

function texts(objects: readonly StackObject[]): string[] {
  return objects.map(({ object, cluster }) => `${object} in ${cluster}`);
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
  const sidecars = sidecarsOf(own);
  return {
    name,
    ...(since !== undefined && { since }),
    ...(written !== undefined && { written }),
    ...(sidecars !== undefined && { sidecars }),
  };
}

/** By its pods; by how its callers speak where no pod runs there. */
function sidecarsOf(own: readonly Applied[]): boolean | undefined {
  const [deployment] = ofKind<DeploymentManifest>(own, "Deployment");
  if (deployment)
    return (
      deployment.manifest.spec.template.metadata?.labels?.["sidecar.istio.io/inject"] !== "false"
    );
  const [rule] = ofKind<DestinationRuleManifest>(own, "DestinationRule");
  return rule && rule.manifest.spec.trafficPolicy?.tls?.mode === "ISTIO_MUTUAL";
}

function ofKind<T extends Manifest>(objects: readonly Applied[], kind: string) {
  return objects.filter(({ manifest }) => manifest.kind === kind) as (Applied & {
    readonly manifest: T;
  })[];
}

function subsetsOf({ release, cluster, manifest }: Applied): NamedSubset[] {
  if (manifest.kind !== "VirtualService") return [];
  const named = namedSubsets(manifest as VirtualServiceManifest);
  return named.map((subset) => ({ release, cluster, subset }));
}

/** The Services, subsets and pods that the routes of left out clusters lead to. */
function neededObjects(there: readonly Applied[], here: readonly Applied[]): NeededObject[] {
  const all = [...there, ...here];
  const found = ofKind<VirtualServiceManifest>(there, "VirtualService").flatMap((route) =>
    namedSubsets(route.manifest).flatMap((named) =>
      leadsTo(named, all)
        .filter((one) => here.includes(one))
        .map(({ release, cluster, object }): NeededObject => ({
          ...{ release, cluster, object },
          ...{ route: route.object, from: route.cluster },
        })),
    ),
  );
  const byText = new Map(found.map((one) => [JSON.stringify(one), one]));
  return [...byText.values()];
}

/** The objects behind a destination, in all clusters. */
function leadsTo(named: string, all: readonly Applied[]): Applied[] {
  const [host = "", subset] = named.split("/");
  const [name, namespace] = host.split(".");
  const services = all.filter(
    ({ manifest: { kind, metadata } }) =>
      kind === "Service" && metadata.name === name && metadata.namespace === namespace,
  );
  const rules = ofKind<DestinationRuleManifest>(all, "DestinationRule").filter(
    ({ manifest: { spec } }) =>
      spec.host === host && (spec.subsets ?? []).some((one) => one.name === subset),
  );
  const [rule] = rules;
  const labels = rule?.manifest.spec.subsets?.find((one) => one.name === subset)?.labels;
  const selectors = services.map(
    ({ manifest }) => (manifest as { spec?: { selector?: object } }).spec?.selector ?? {},
  );
  const wanted = Object.entries({ ...selectors[0], ...labels });
  const pods = ofKind<DeploymentManifest>(all, "Deployment").filter(
    ({ manifest: { metadata, spec } }) =>
      services.length > 0 &&
      metadata.namespace === namespace &&
      wanted.every(([key, value]) => spec.template.metadata?.labels?.[key] === value),
  );
  return [...services, ...rules, ...pods];
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
