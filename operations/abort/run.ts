import { brake, type Routes } from "./decide";
import type { AbortTarget } from "./targets";
import { isPrimary } from "../../model/release/cluster";
import { owned } from "../../model/manifests/ownership";
import type { Manifest, Metadata } from "../../model/manifests/metadata";
import { serviceHost, subsetName, versionedName } from "../../model/release/names";
import type { ClusterPlan } from "../../model/plan/plan";
import { manifests } from "../../model/plan/plan";
import type { KubeClient } from "../../kubernetes/client";
import { listPath, objectPath } from "../../kubernetes/object-path";

/** A cluster that the brake acts on, as the config planned it before and plans it now. */
export interface BrakedCluster {
  readonly client: KubeClient;
  readonly before: ClusterPlan;
  readonly after: ClusterPlan;
}

/** What became of a cluster. */
export interface BrakeOutcome {
  readonly cluster: string;
  /** Names of the VirtualServices that were written. */
  readonly written: readonly string[];
  /** Whether everything that was written is just what the new config plans. */
  readonly asPlanned: boolean;
  /** Why nothing, or not all, could be written. */
  readonly failure?: string;
}

/**
 * Writes the routes of all primary clusters at once, under the program's own field manager, so that the engine's next
 * update finds what it would have written. A cluster that can't be reached does not keep the others from it.
 *
 * @param force do it also where no pod of a version that traffic goes back to is known to be ready
 * @throws Error where traffic would go to what is not there; nothing was written then
 */
export async function pullBrake(
  clusters: readonly BrakedCluster[],
  targets: readonly AbortTarget[],
  { force }: { readonly force: boolean },
): Promise<BrakeOutcome[]> {
  const primaries = clusters.filter(({ after }) => isPrimary(after.cluster));
  const [ready, looked] = await Promise.all([
    readyVersions(clusters),
    Promise.all(primaries.map((one) => look(one))),
  ]);
  const missing = [
    ...targets
      .filter(({ service, version }) => !force && !ready.has(versionedName(service, version)))
      .map(({ service, version }) => `no pod of ${service} ${version} is ready`),
    ...looked.flatMap((one) => ("rules" in one ? withoutSubset(one, targets) : [])),
  ];
  if (missing.length > 0) throw new Error(missing.join("; "));
  return Promise.all(
    looked.map(async (one): Promise<BrakeOutcome> => {
      if ("failure" in one) return { ...one, written: [], asPlanned: false };
      return write(one, targets);
    }),
  );
}

interface Looked extends BrakedCluster {
  readonly cluster: string;
  readonly routes: readonly Routes[];
  /** Names of the DestinationRules. */
  readonly rules: ReadonlySet<string>;
}

async function look(
  one: BrakedCluster,
): Promise<Looked | { readonly cluster: string; readonly failure: string }> {
  const { client, after } = one;
  const cluster = after.cluster.name;
  const of = (kind: string) => [
    ...new Set(
      manifests(after)
        .filter((object) => object.kind === kind)
        .map((object) => listPath(object)),
    ),
  ];
  const list = async <T>(kind: string) =>
    (await Promise.all(of(kind).map((path) => client.list<T>(path)))).flat();
  try {
    const [routes, rules] = await Promise.all([
      list<Routes>("VirtualService"),
      list<Manifest>("DestinationRule"),
    ]);
    return { ...one, cluster, routes, rules: new Set(rules.map(({ metadata }) => metadata.name)) };
  } catch (error) {
    return { cluster, failure: (error as Error).message };
  }
}

function withoutSubset({ cluster, rules }: Looked, targets: readonly AbortTarget[]): string[] {
  return targets
    .filter(({ service, version }) => !rules.has(versionedName(service, version)))
    .map(({ service, version }) => `cluster ${cluster} has no subset of ${service} ${version}`);
}

async function write(
  { client, cluster, before, after, routes }: Looked,
  targets: readonly AbortTarget[],
): Promise<BrakeOutcome> {
  const { namespace } = after.namespace;
  const stable = new Map(
    targets.map(({ service, version }) => [serviceHost(service, namespace), subsetName(version)]),
  );
  const planned = { before: virtualServices(before), after: virtualServices(after) };
  const braked = routes.flatMap((live) => {
    const name = keyOf(live);
    const now = planned.after.get(name);
    // What the release does not plan is somebody else's.
    if (!now) return [];
    const one = brake(live, { before: planned.before.get(name), after: now }, stable);
    return [{ ...one, changed: JSON.stringify(one.spec) !== JSON.stringify(live.spec) }];
  });
  const changed = braked.filter((one) => one.changed);
  const results = await Promise.allSettled(
    changed.map(({ metadata: { name, namespace: of }, spec }) => {
      const object = {
        apiVersion: "networking.istio.io/v1",
        kind: "VirtualService",
        metadata: owned<Metadata>({ name, ...(of && { namespace: of }) }),
        spec,
      };
      return client.apply(objectPath(object), object);
    }),
  );
  const failures = results.flatMap((one) =>
    one.status === "rejected" ? [(one.reason as Error).message] : [],
  );
  return {
    cluster,
    written: changed.filter((_, i) => results[i]?.status === "fulfilled").map(keyOf),
    asPlanned: braked.every((one) => one.asPlanned),
    ...(failures.length > 0 && { failure: failures.join("; ") }),
  };
}

function virtualServices(plan: ClusterPlan): Map<string, Routes> {
  const planned = manifests(plan).filter(({ kind }) => kind === "VirtualService");
  return new Map((planned as unknown as Routes[]).map((one) => [keyOf(one), one]));
}

function keyOf({ metadata }: Pick<Routes, "metadata">): string {
  return `${metadata.namespace}/${metadata.name}`;
}

interface Deployment {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly availableReplicas?: number };
}

/** Names of the Deployments that have a ready pod in any cluster that can be asked. */
async function readyVersions(clusters: readonly BrakedCluster[]): Promise<ReadonlySet<string>> {
  const answers = await Promise.allSettled(
    clusters.map(({ client, after }) =>
      client.list<Deployment>(`/apis/apps/v1/namespaces/${after.namespace.namespace}/deployments`),
    ),
  );
  const deployments = answers.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  return new Set(
    deployments
      .filter(({ status }) => (status?.availableReplicas ?? 0) > 0)
      .map(({ metadata }) => metadata.name),
  );
}
