/**
 * Begins an update in a Pulumi program: reachable clusters, drift, and what happens around the
 * stages then: guard, sync, re-applied objects.
 */
import * as pulumi from "@pulumi/pulumi";
import { inRelease } from "../model/checks/locate";
import type { StackSettings } from "../model/config/settings";
import { limitContext } from "../model/limits/limit";
import type { ReleasePlan } from "../model/plan/plan";
import type { Cluster } from "../model/release/cluster";
import { isPrimary } from "../model/release/cluster-role";
import { hasGateway } from "../model/release/gateways/declared";
import { reachClusters } from "../operations/clusters/connect";
import { findIngress } from "../operations/clusters/ingress";
import type { ReachedCluster } from "../operations/clusters/reached";
import type { Reporter } from "../operations/reporter";
import { beginBeside } from "../operations/rollout/overlay/begin";
import { releaseWithRaised } from "../operations/scale/decide";
import { missingNotes, stableVersions, type StableVersions } from "../operations/stable/decide";
import type { Sync } from "../operations/sync/port";
import { mayBegin } from "../operations/update/begin";
import { UpdateSync } from "../operations/update/run";
import { leftOutOf, stillFirst, type FirstVersion } from "../operations/without/decide";
import { kubeconfigOf, unknownKubeconfig, type ClusterAccess } from "./connected-cluster";

/** What an update needs to begin. */
export interface UpdateToBegin {
  /** What the release declares. */
  readonly plan: ReleasePlan;
  /** The clusters in the order of the plan. */
  readonly clusters: readonly ClusterAccess[];
  readonly settings: Pick<StackSettings, "settle" | "ready" | "accept" | "limits" | "places">;
  /** Versions whose pods must be available before routes lead to them. */
  readonly firsts: readonly FirstVersion[];
  readonly reporter: Reporter;
}

/** The address of the gateway, or the addresses of several gateways by name. */
export type Endpoint = string | Readonly<Record<string, string>>;

/** An update that may go on. */
export interface BegunUpdate {
  /**
   * What the update applies: the same objects in the same order as in the plan that the release
   * declares.
   */
  readonly plan: ReleasePlan;
  /**
   * The same, with the weights that the routes get: those that hold right before routes move.
   *
   * @default the plan
   */
  readonly routes?: Promise<ReleasePlan>;
  /** Left out in a preview, which holds nothing back. */
  readonly sync?: Sync;
  /** The stable versions that clusters note, as they are when the update ends. */
  readonly stable: Promise<StableVersions>;
  /**
   * The addresses of the ingress gateways by cluster, or why an address is unknown; only of
   * clusters that were asked. They never fail.
   */
  readonly endpoints: ReadonlyMap<string, Promise<Endpoint>>;
}

/**
 * Connects to all clusters and makes sure that an update may begin. A cluster whose kubeconfig is
 * unknown in a preview is not asked.
 *
 * @throws RefusalError where a cluster can't be reached, another field manager changed what the stack
 * declares, or an object of another owner would take its requests
 */
export async function beginUpdate(update: UpdateToBegin): Promise<BegunUpdate> {
  const { plan, clusters, settings, firsts, reporter } = update;
  const kubeconfigs = await Promise.all(clusters.map(kubeconfigOf));
  const known = plan.clusters.filter((_, i) => kubeconfigs[i] !== unknownKubeconfig);
  for (const { cluster } of plan.clusters.filter((one) => !known.includes(one)))
    reporter.warn(
      `The kubeconfig of cluster ${cluster.name} is not known before the update. ` +
        "This preview does not ask the cluster, so it shows no drift there." +
        (plan.release.rollout
          ? " Nor can it know the weights there: it shows those of the other clusters, as for a new one."
          : ""),
    );
  const given = new Map(plan.clusters.map(({ cluster }, i) => [cluster, kubeconfigs[i]]));
  const kubeconfigIn = (cluster: Cluster) => {
    const kubeconfig = given.get(cluster);
    return typeof kubeconfig === "string" ? kubeconfig : undefined;
  };
  const { accept, limits, places } = settings;
  const preview = pulumi.runtime.isDryRun();
  const stack = pulumi.getStack();
  const leftOut = leftOutOf(plan);
  const answering = await reachClusters(known, kubeconfigIn, { stack, leftOut });
  const { rollout } = plan.release;
  const locate = places?.locate ?? inRelease;
  const begun =
    rollout &&
    (await beginBeside(answering, { plan, stack, preview, reporter, spec: rollout, locate }));
  // What the release declares, with the weights that hold.
  const { reached, plan: kept, live, beside, held } = begun ?? { reached: answering, plan };
  const asked = reached.filter(({ cluster }) => hasGateway(plan.release) && isPrimary(cluster));
  const endpoints = new Map(
    asked.map((one) => [one.cluster.name, endpointsOf(one, plan)] as const),
  );
  const start = mayBegin(reached, {
    ...{ stack, plan: kept, reporter, ...(live && { live }) },
    ...(accept && { accept }),
    ...(!rollout && { undeclared: locate }),
    ...(limits && {
      limits: {
        context: { ...limitContext(kept, limits, places), goal: plan },
        ...{ preview, now: new Date(), ...(held && { held }) },
      },
    }),
  });
  const otherWork = Promise.allSettled(endpoints.values());
  const sync = preview
    ? undefined
    : new UpdateSync(reached, {
        ...{ settings, start, otherWork, reporter },
        firsts: beside ? stillFirst(firsts, kept) : firsts,
        ...(beside && { beside }),
      });
  const { notes, scaling } = await start;
  const missing = missingNotes(kept.clusters, notes, beside?.settled(kept.clusters));
  const stable = sync?.stable ?? Promise.resolve(stableVersions(kept.clusters, notes, missing));
  const applied = releaseWithRaised(kept, scaling.raised);
  const routes = sync && beside ? beside.routes : Promise.resolve(applied);
  return { plan: applied, routes, stable, endpoints, ...(sync && { sync }) };
}

/** In the form of the declaration: one address for `gateway`, and names for `gateways`. */
async function endpointsOf(
  cluster: ReachedCluster,
  { release, resolved: { gateways } }: ReleasePlan,
): Promise<Endpoint> {
  const found = await Promise.all(
    gateways.map(async (one) => [one.key, await findIngress(cluster, release, one)] as const),
  );
  const [first] = found;
  if (first && first[0] === undefined) return first[1];
  return Object.fromEntries(found.map(([key = "", address]) => [key, address]));
}
