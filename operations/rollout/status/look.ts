/** Looks at a rollout: its record, its driver, and what clusters have. */
import { readKinds } from "../../../kubernetes/live-objects";
import { isRouteKind } from "../../../model/kinds";
import type { LiveObject } from "../../../model/live-object";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import { manifests, type ClusterPlan, type ReleasePlan } from "../../../model/plan/plan";
import { isPrimary } from "../../../model/release/cluster-role";
import { versionedName } from "../../../model/release/names";
import { newest, type RolloutRecord } from "../../../model/rollout/record";
import type { ClusterApi } from "../../cluster-api";
import { systemClock, type Clock } from "../../clock";
import { inTime } from "../../deadline";
import { readyPods, type RollingDeployment } from "../../pods/rolled-out";
import { resultOf, type Result } from "../../result";
import { isOver } from "../lease/decide";
import { leaseHolder } from "../lease/acquire";
import { liveWeights } from "../live-weights";
import type { Copy, RecordPlace } from "../record/copy";
import { answerLimitMs, readCopies } from "../record/read";
import type { LaneCluster } from "../routes/port";
import { statusOf, type ObservedCluster, type ObservedPods } from "./build";
import { isoTime } from "../iso-time";
import type { DriverReport, StatusReport } from "./report";

/** Which rollout is looked at. */
export interface LookQuestion {
  readonly stack: string;
  readonly plan: ReleasePlan;
  readonly place: RecordPlace;
  /** All clusters of the stack, in their order. */
  readonly clusters: readonly LaneCluster[];
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/** A look at a rollout. */
export interface Look {
  readonly report: StatusReport;
  /** The record that holds; left out: no cluster told of one. */
  readonly record?: RolloutRecord;
  /** Whether every primary cluster told what it has of the record. */
  readonly complete: boolean;
}

/** Looks at all clusters side by side. A cluster that fails is a part of the report. */
export async function lookAt(question: LookQuestion): Promise<Look> {
  const { stack, plan, place, clusters, clock = systemClock } = question;
  const primaries = clusters.filter(({ cluster }) => isPrimary(cluster));
  const records = primaries.map(({ cluster, client }) => ({ cluster: cluster.name, client }));
  const [copies, observed] = await Promise.all([
    readCopies(place, records, { clock }),
    Promise.all(clusters.map((one) => observe(one, plan, clock))),
  ]);
  const record = newest(copies.flatMap((one) => (one.kind === "record" ? [one.record] : [])));
  const driver = record && (await driverOf(record, question));
  const nowMs = nowOf(copies, record) ?? clock.now();
  const report = statusOf({
    ...{ stack, release: plan.release.name, nowMs },
    clusters: observed.map((one) => withCopy(one, copies)),
    ...(record && { record }),
    ...(driver && { driver }),
  });
  return { report, ...(record && { record }), complete: copies.every((one) => !("why" in one)) };
}

async function observe(
  { cluster, client }: LaneCluster,
  plan: ReleasePlan,
  clock: Clock,
): Promise<ObservedCluster> {
  const here = plan.clusters.find((one) => one.cluster.name === cluster.name);
  if (!here) return { cluster, pods: [] };
  const connected = await client;
  const found = connected.ok ? await objectsIn(here, connected.value, clock) : connected;
  if (!found.ok) return { cluster, failure: found.failure, pods: podsIn(here, undefined) };
  const routes = found.value.filter(({ kind }) => isRouteKind(kind));
  return {
    ...{ cluster, pods: podsIn(here, found.value) },
    ...(isPrimary(cluster) && {
      weights: liveWeights(here, routes as unknown as VirtualServiceManifest[]).weights,
    }),
  };
}

function objectsIn(
  plan: ClusterPlan,
  client: ClusterApi,
  clock: Clock,
): Promise<Result<LiveObject[]>> {
  const wanted = manifests(plan).filter(
    ({ kind }) => kind === "Deployment" || (isPrimary(plan.cluster) && isRouteKind(kind)),
  );
  return resultOf(inTime(readKinds(client, wanted), { limitMs: answerLimitMs, clock }));
}

function podsIn(
  { workloads }: ClusterPlan,
  objects: readonly LiveObject[] | undefined,
): ObservedPods[] {
  return workloads.map(({ service, version, namespace }) => {
    const name = versionedName(service, version);
    const found = objects?.find(
      ({ kind, metadata }) =>
        kind === "Deployment" && metadata.name === name && metadata.namespace === namespace,
    ) as unknown as RollingDeployment | undefined;
    const none = objects ? 0 : null;
    return {
      ...{ service, name: version },
      wanted: found ? found.spec.replicas : none,
      available: found ? readyPods(found) : none,
    };
  });
}

/** What reading its record says of a cluster beside what reading its objects says. */
function withCopy(observed: ObservedCluster, copies: readonly Copy[]): ObservedCluster {
  const copy = copies.find(({ cluster }) => cluster === observed.cluster.name);
  if (!copy || !("why" in copy) || observed.failure !== undefined) return observed;
  return { ...observed, failure: copy.why };
}

/** The driver whose Lease is not over; a Lease that can't be read names none. */
async function driverOf(
  { home }: RolloutRecord,
  { place, clusters, clock = systemClock }: LookQuestion,
): Promise<DriverReport | undefined> {
  const client = await clusters.find(({ cluster }) => cluster.name === home)?.client;
  if (!client?.ok) return undefined;
  const about = { place, cluster: home, api: client.value, clock };
  const found = await resultOf(leaseHolder(about));
  if (!found.ok) return undefined;
  const { holder, nowMs } = found.value;
  if (!holder || isOver(holder, nowMs)) return undefined;
  const { name, sinceMs, untilMs } = holder;
  return { holder: name, since: isoTime(sinceMs), until: isoTime(untilMs) };
}

/** The time at home, or at any primary cluster that answered. */
function nowOf(copies: readonly Copy[], record: RolloutRecord | undefined): number | undefined {
  const dated = copies.flatMap((one) => ("nowMs" in one ? [one] : []));
  return (dated.find(({ cluster }) => cluster === record?.home) ?? dated[0])?.nowMs;
}
