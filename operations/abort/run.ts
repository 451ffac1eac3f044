/**
 * The abort over all clusters of a stack: look, decide, write, with an outcome for each primary
 * cluster.
 */
import type { StackSettings } from "../../model/config/settings";
import { isPrimary } from "../../model/release/cluster-role";
import { planRelease, type ClusterPlan } from "../../model/plan/plan";
import type { ClusterApi } from "../cluster-api";
import { RefusalError } from "../refusal";
import { resultOf, type Result } from "../result";
import { decideCluster, unreadyTargets, type ClusterDecision } from "./decide";
import { lookAt, readyDeployments } from "./look";
import type { AbortTarget } from "./targets";
import { writeRoutes } from "./write";

/** A cluster that an abort acts on, as the config planned it before and plans it now. */
export interface AbortCluster {
  readonly client: ClusterApi;
  readonly before: ClusterPlan;
  readonly after: ClusterPlan;
}

/** What became of a cluster. */
export interface AbortOutcome {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Namespaces and names of the VirtualServices that were written. */
  readonly written: readonly string[];
  /** Whether the cluster has exactly the routes that the new config plans. */
  readonly asPlanned: boolean;
  /** Why nothing, or not all, could be written. */
  readonly failure?: string;
}

/**
 * Writes the routes of all primary clusters at once, under the program's own field manager. A
 * cluster that can't be reached does not keep the others from it.
 *
 * @param force go on where no pod of a version that traffic goes back to is known to be ready
 * @throws RefusalError where traffic would reach no pod; nothing was written then
 */
export async function abort(
  clusters: readonly AbortCluster[],
  targets: readonly AbortTarget[],
  { force }: { readonly force: boolean },
): Promise<AbortOutcome[]> {
  const primaries = clusters.filter(({ after }) => isPrimary(after.cluster));
  const [ready, decisions] = await Promise.all([
    readyVersions(clusters),
    Promise.all(primaries.map((one) => resultOf(decide(one, targets)))),
  ]);
  const refusals = [
    ...(force ? [] : unreadyTargets(targets, ready)),
    ...decisions.flatMap((one) => (one.ok ? one.value.refusals : [])),
  ];
  if (refusals.length > 0) throw new RefusalError(refusals.join("; "));
  return Promise.all(primaries.map((one, i) => write(one, decisions[i]!)));
}

/**
 * Clusters with their plans, from the settings before and after the config was changed, in their
 * order.
 */
export function abortClusters(
  clients: readonly ClusterApi[],
  before: Pick<StackSettings, "release" | "clusters">,
  after: Pick<StackSettings, "release" | "clusters">,
): AbortCluster[] {
  const was = planRelease(before.release, before.clusters).clusters;
  const is = planRelease(after.release, after.clusters).clusters;
  return clients.flatMap((client, i) => {
    const plans = { before: was[i], after: is[i] };
    return plans.before && plans.after
      ? [{ client, before: plans.before, after: plans.after }]
      : [];
  });
}

async function decide(
  { client, before, after }: AbortCluster,
  targets: readonly AbortTarget[],
): Promise<ClusterDecision> {
  return decideCluster(await lookAt(client, after), { before, after }, targets);
}

async function write(
  { client, after }: AbortCluster,
  decision: Result<ClusterDecision>,
): Promise<AbortOutcome> {
  const cluster = after.cluster.name;
  if (!decision.ok) return { cluster, written: [], asPlanned: false, failure: decision.failure };
  const { writes, asPlanned } = decision.value;
  return { cluster, asPlanned, ...(await writeRoutes(client, writes)) };
}

/**
 * Names of the Deployments that have a ready pod in any cluster that answers, remote ones included.
 */
async function readyVersions(clusters: readonly AbortCluster[]): Promise<ReadonlySet<string>> {
  const answers = await Promise.all(
    clusters.map(({ client, after }) => resultOf(readyDeployments(client, after))),
  );
  return new Set(answers.flatMap((one) => (one.ok ? one.value : [])));
}
