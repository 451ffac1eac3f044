/** Refuses an update that would meet drift, before any object of a cluster is registered. */
import { fieldManager } from "../../model/manifests/ownership";
import { isRouteKind } from "../../model/kinds";
import { objectName, type LiveObject } from "../../model/live-object";
import { notAtOnce } from "../../model/plan/transition";
import { readKinds } from "../../kubernetes/live-objects";
import { UnreadableError } from "../../kubernetes/read-error";
import { gatewayPodsLost } from "../clusters/gateway-pods";
import type { ReachedCluster } from "../clusters/reached";
import { lookForLimits } from "../limits/look";
import { RefusalError } from "../refusal";
import type { Reporter } from "../reporter";
import { lookAtScale } from "../scale/look";
import { cutText } from "../scale/messages";
import { cuts, type ReplicasChange } from "../scale/replicas";
import { notesIn } from "../stable/note";
import { rolloutsIn } from "../stable/rollout-note";
import { withOtherOwners } from "./agreed";
import { compare, findDrift, type Drift } from "./decide";
import { stagesUpToDate } from "./up-to-date";
import { judgeClusters, unseenWarning, type ClusterLook, type UpdateStart } from "./verdict";

/**
 * Looks in all clusters whether another field manager changed what the stack declares. The engine
 * compares with its own state, not with the clusters: it would overwrite such a change silently, or
 * stop at a conflict half-way, with different weights in the clusters.
 *
 * Where the rights to read a cluster's objects are missing, it warns and lets the update go on. The
 * same look finds what one update can't do at once without lost requests.
 *
 * @param options `stack`: its name, and `leftOut`: the names of clusters that the run leaves out,
 * for the commands in the advice; `live`: objects that were read a moment ago, by the name of their
 * cluster
 * @returns what the look found besides: the stages that are up to date, and the stable versions
 * @throws RefusalError with the drift of all clusters, or the reason why it can't be known
 */
export async function refuseDrift(
  reached: readonly ReachedCluster[],
  {
    stack,
    reporter,
    leftOut = [],
    live,
  }: {
    readonly stack: string;
    readonly reporter: Reporter;
    readonly leftOut?: readonly string[];
    readonly live?: ReadonlyMap<string, readonly LiveObject[]>;
  },
): Promise<UpdateStart> {
  const looks = new Map(
    await Promise.all(
      reached.map(async (one) => {
        const { name } = one.cluster;
        return [name, await lookAt(one, live?.get(name))] as const;
      }),
    ),
  );
  for (const [cluster, look] of looks)
    if ("unseen" in look) reporter.warn(unseenWarning(cluster, look.unseen));
  const verdict = judgeClusters(looks, { stack, leftOut });
  if ("refusal" in verdict) throw new RefusalError(verdict.refusal);
  return verdict;
}

/** What the release's own autoscaler wrote is no drift while the release takes the number back. */
function isTakenFromAutoscaler(
  { object, path }: Drift,
  changes: readonly ReplicasChange[],
): boolean {
  return (
    path === "spec.replicas" &&
    changes.some(({ kind, live }) => kind === "take" && objectName(live) === object)
  );
}

async function lookAt(
  { plan, objects, client, noClient }: ReachedCluster,
  read: readonly LiveObject[] | undefined,
): Promise<ClusterLook> {
  const cluster = plan.cluster.name;
  if (!client) return { unseen: noClient ?? "the program has no client for it" };
  try {
    const all = read ?? (await readKinds(client, objects));
    const compared = compare(objects, all);
    const scale = await lookAtScale(client, plan, all);
    const routes = all.filter(({ kind }) => isRouteKind(kind));
    const drift = findDrift({ cluster, compared, applied: false, manager: fieldManager });
    return {
      drift: drift.filter((one) => !isTakenFromAutoscaler(one, scale.changes)),
      atOnce: [
        ...notAtOnce(plan, all),
        ...scale.changes.filter(cuts).map(cutText),
        ...scale.rivals,
        ...(await gatewayPodsLost(client, plan, all)),
      ],
      scale,
      upToDate: stagesUpToDate(compared),
      notes: notesIn(plan, routes),
      rollouts: rolloutsIn(routes),
      agreed: withOtherOwners(compared),
      limits: lookForLimits(plan, compared, all),
    };
  } catch (error) {
    const { message } = error as Error;
    return error instanceof UnreadableError && error.forbidden
      ? { unseen: message }
      : { unknown: `cluster ${cluster}: ${message}` };
  }
}
