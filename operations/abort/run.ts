/**
 * The abort over all clusters of a stack: look, decide, write, with an outcome for each primary
 * cluster.
 */
import { isPrimary } from "../../model/release/cluster-role";
import { planRelease, type ClusterPlan } from "../../model/plan/plan";
import type { ClusterApi } from "../cluster-api";
import { RefusalError } from "../refusal";
import { resultOf, type Result } from "../result";
import { notesIn, type ServiceNotes } from "../stable/note";
import { planAborted, type AbortSettings, type PlanAborted } from "./aborted";
import { decideCluster, unreadyTargets, type ClusterDecision } from "./decide";
import { lookAt, readyDeployments } from "./look";
import type { LiveRoutes } from "./routes";
import { clusterTargets, type ClusterTargets } from "./targets";
import type { Wanted } from "./wanted";
import { writeRoutes } from "./write";

/** What an abort acts on. */
export interface Abort {
  /** The config before the abort. */
  readonly settings: AbortSettings;
  /** A client for each cluster of the settings, in their order. */
  readonly clients: readonly ClusterApi[];
  /** The versions that a user asks for. */
  readonly wanted: Wanted;
  /** Go on where no pod of a version that traffic goes back to is known to be ready. */
  readonly force: boolean;
}

/** What became of a cluster. */
export interface AbortOutcome extends ClusterTargets {
  /** Name of the cluster. */
  readonly cluster: string;
  /** The stable versions that it notes; none where it can't be read. */
  readonly notes: ServiceNotes;
  /** Namespaces and names of the VirtualServices that were written. */
  readonly written: readonly string[];
  /** Whether the cluster has exactly the routes that the new config plans. */
  readonly asPlanned: boolean;
  /** Why nothing, or not all, could be written. */
  readonly failure?: string;
}

/**
 * Writes the routes of all primary clusters at once, under the program's own field manager. A
 * cluster that can't be reached does not keep the others from it, and a service whose stable
 * version is not known does not keep other services from it.
 *
 * @throws RefusalError where traffic would reach no pod; nothing was written then
 */
export async function abort({ settings, clients, wanted, force }: Abort): Promise<AbortOutcome[]> {
  const { release, clusters } = settings;
  const plans = planRelease(release, clusters).clusters;
  const question = { release, clusters, wanted };
  const planned = planAborted(settings);
  const primaries = plans.flatMap((before, i): Primary[] => {
    const client = clients[i];
    if (!client || !isPrimary(before.cluster)) return [];
    const targetsBy = (routes: readonly LiveRoutes[]) => clusterTargets(question, before, routes);
    return [{ client, before, i, planned, targetsBy }];
  });
  const [ready, decisions] = await Promise.all([
    readyVersions(clients, plans),
    Promise.all(primaries.map((one) => resultOf(decide(one)))),
  ]);
  const targets = decisions.flatMap((one) => (one.ok ? one.value.targets : []));
  const refusals = [
    ...(force ? [] : unreadyTargets(targets, ready)),
    ...decisions.flatMap((one) => (one.ok ? one.value.refusals : [])),
  ];
  if (refusals.length > 0) throw new RefusalError(refusals.join("; "));
  return Promise.all(primaries.map((one, i) => write(one, decisions[i]!)));
}

/** A cluster whose routes the mesh reads. */
interface Primary {
  readonly client: ClusterApi;
  /** As the config planned it before. */
  readonly before: ClusterPlan;
  /** Its place among all clusters. */
  readonly i: number;
  readonly planned: PlanAborted;
  readonly targetsBy: (routes: readonly LiveRoutes[]) => ClusterTargets;
}

type Decision = ClusterDecision & ClusterTargets & Pick<AbortOutcome, "notes">;

async function decide({ client, before, i, planned, targetsBy }: Primary): Promise<Decision> {
  const view = await lookAt(client, before);
  const found = targetsBy(view.routes);
  const versions = new Map(found.targets.map(({ service, version }) => [service, version]));
  const after = planned(versions)[i]!;
  const notes = notesIn(before, view.routes);
  return { ...decideCluster(view, { before, after }, found), ...found, notes };
}

async function write(
  { client, before, targetsBy }: Primary,
  decision: Result<Decision>,
): Promise<AbortOutcome> {
  const cluster = before.cluster.name;
  // What a cluster that can't be read would go back to is known where the config, or a user, says it.
  if (!decision.ok)
    return {
      ...{ cluster, ...targetsBy([]), notes: new Map() },
      ...{ written: [], asPlanned: false, failure: decision.failure },
    };
  const { writes, refusals: _, ...rest } = decision.value;
  return { cluster, ...rest, ...(await writeRoutes(client, writes)) };
}

/**
 * Names of the Deployments that have a ready pod in any cluster that answers, remote ones included.
 */
async function readyVersions(
  clients: readonly ClusterApi[],
  plans: readonly ClusterPlan[],
): Promise<ReadonlySet<string>> {
  const answers = await Promise.all(
    clients.map((client, i) => resultOf(readyDeployments(client, plans[i]!))),
  );
  return new Set(answers.flatMap((one) => (one.ok ? one.value : [])));
}
