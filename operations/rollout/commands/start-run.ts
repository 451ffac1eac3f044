/** Starts a rollout: looks at all clusters, decides, and writes the first record. */
import { readKinds } from "../../../kubernetes/live-objects";
import type { Locate } from "../../../model/checks/locate";
import { isRouteKind } from "../../../model/kinds";
import type { LimitContext } from "../../../model/limits/limit";
import { identity, type LiveObject } from "../../../model/live-object";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import { manifests, type ReleasePlan } from "../../../model/plan/plan";
import { isPrimary } from "../../../model/release/cluster-role";
import type { RolloutSpec } from "../../../model/rollout/spec";
import { systemClock, type Clock } from "../../clock";
import { inTime } from "../../deadline";
import { rolloutLimits, rolloutLimitsRefusal } from "../../limits/rollout";
import { RefusalError } from "../../refusal";
import { resultOf } from "../../result";
import { notesIn, type ServiceNotes } from "../../stable/note";
import { noteRollout } from "../../stable/rollout-note";
import { liveWeights, type LiveWeights } from "../live-weights";
import { decideOverlay } from "../overlay/decide";
import { overlayRefusal } from "../overlay/messages";
import type { CopyOutcome, RecordPlace } from "../record/copy";
import { copyTo } from "../record/copy-to";
import { keepEnded } from "../record/history";
import { answerLimitMs, readCopies } from "../record/read";
import { saveAtHome } from "../record/save";
import type { LaneCluster } from "../routes/port";
import { startOf, type LiveCluster } from "./start";

/** What a start needs. */
export interface StartRequest {
  readonly stack: string;
  readonly plan: ReleasePlan;
  readonly spec: RolloutSpec;
  readonly place: RecordPlace;
  /** All clusters of the stack, in their order. */
  readonly clusters: readonly LaneCluster[];
  /** Finds the place of a part of the release, for messages. */
  readonly locate: Locate;
  /** Whether the same goal may begin anew after an end. */
  readonly again: boolean;
  /** Unique for the rollout. */
  readonly id: string;
  /** Who starts it, by the API server of the home cluster. */
  readonly who: (home: LaneCluster) => Promise<string>;
  readonly why?: string;
  /** The limits of the stack. @default it has none */
  readonly limits?: LimitContext;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/** What became of a start. */
export interface Started {
  readonly said: string;
  /** Whether a rollout began; else none is due. */
  readonly began: boolean;
  readonly copies: readonly CopyOutcome[];
  /** What an update that declares no rollout can't know, in sentences. */
  readonly warnings: readonly string[];
}

/** @throws RefusalError that says why no rollout starts */
export async function startRollout(request: StartRequest): Promise<Started> {
  const { stack, plan, place, clusters, locate, spec, who, why, clock = systemClock } = request;
  const primaries = clusters.filter(({ cluster }) => isPrimary(cluster));
  const records = primaries.map(({ cluster, client }) => ({ cluster: cluster.name, client }));
  const [copies, looks] = await Promise.all([
    readCopies(place, records, { clock }),
    Promise.all(clusters.map((one) => look(one, plan, clock))),
  ]);
  const unseen = looks.flatMap((one) => (one.failure === undefined ? [] : [one]));
  const seen = looks.flatMap((one) => (one.failure === undefined ? [one] : []));
  const overlay = decideOverlay({
    ...{ stack, plan, spec, locate, copies },
    live: new Map(seen.flatMap(({ name, weights }) => (weights ? [[name, weights] as const] : []))),
    notes: new Map(seen.map(({ name, notes }) => [name, notes])),
    unseen: new Map(
      unseen.flatMap(({ name, failure }) =>
        records.some(({ cluster }) => cluster === name) ? [[name, failure] as const] : [],
      ),
    ),
  });
  if ("problems" in overlay) throw new RefusalError(overlayRefusal(overlay.problems));
  const lost = unseen.map(({ name, failure }) => `${name} can't be looked at: ${failure}`);
  if (lost.length > 0)
    throw new RefusalError(
      `${lost.join("\n")}\nA rollout begins where all clusters have its pods.`,
    );
  const [home] = primaries;
  const copy = copies.find(({ cluster }) => cluster === home?.cluster.name);
  if (!home || !copy || !("nowMs" in copy))
    throw new RefusalError("the stack has no primary cluster");
  const started = startOf({
    ...{ stack, plan, spec, overlay, again: request.again, id: request.id },
    live: new Map(seen.map(({ name, live }) => [name, live])),
    mark: { by: await who(home), at: new Date(copy.nowMs).toISOString(), ...(why && { why }) },
  });
  if ("refused" in started) throw new RefusalError(started.refused);
  const { record, said } = started;
  if (!record) return { said, began: false, copies: [], warnings: [] };
  const broken = request.limits
    ? rolloutLimits({
        ...{ context: request.limits, record, now: new Date(copy.nowMs) },
        live: seen.map(({ live }) => live.objects),
      })
    : [];
  if (broken.length > 0) throw new RefusalError(rolloutLimitsRefusal(broken));
  const client = await home.client;
  if (!client.ok)
    throw new RefusalError(`${home.cluster.name} can't be reached: ${client.failure}`);
  const at = { place, cluster: home.cluster.name, api: client.value, clock };
  const last = overlay.record;
  if (last) await keepEnded(at, last);
  const warnings = await noteIn(clusters, seen, { release: place.release, clock });
  await saveAtHome(at, record, copy.kind === "record" ? copy.version : undefined);
  const others = records.filter(({ cluster }) => cluster !== home.cluster.name);
  return {
    said,
    ...{ began: true, warnings },
    copies: await copyTo(place, others, record, { clock, seen: copies }),
  };
}

/** What a cluster has, or why it is not known. */
type Seen = { readonly name: string } & (
  | { readonly failure: string }
  | {
      readonly failure?: never;
      readonly live: LiveCluster;
      readonly notes: ServiceNotes;
      /** The live VirtualServices of the release. */
      readonly routes: readonly LiveObject[];
      /** Left out for a remote cluster. */
      readonly weights?: LiveWeights;
    }
);

async function look(
  { cluster, client }: LaneCluster,
  plan: ReleasePlan,
  clock: Clock,
): Promise<Seen> {
  const { name } = cluster;
  const here = plan.clusters.find((one) => one.cluster.name === name);
  if (!here) return { name, failure: "it has no plan" };
  const connected = await client;
  if (!connected.ok) return { name, failure: connected.failure };
  const wanted = manifests(here).filter(
    ({ kind }) => kind === "Deployment" || kind === "DestinationRule" || isRouteKind(kind),
  );
  const read = readKinds(connected.value, wanted);
  const found = await resultOf(inTime(read, { limitMs: answerLimitMs, clock }));
  if (!found.ok) return { name, failure: found.failure };
  const objects = found.value;
  const routes = objects.filter(({ kind }) =>
    isRouteKind(kind),
  ) as unknown as VirtualServiceManifest[];
  const own = new Set(wanted.map(identity));
  const weights = isPrimary(cluster) ? liveWeights(here, routes) : undefined;
  const live: LiveCluster = { objects, routeless: weights?.missing ?? [] };
  return {
    ...{ name, live, notes: notesIn(here, routes), ...(weights && { weights }) },
    routes: objects.filter((one) => isRouteKind(one.kind) && own.has(identity(one))),
  };
}

/** Notes in all routes that the release has a rollout; before its record, so none is without. */
async function noteIn(
  clusters: readonly LaneCluster[],
  seen: readonly { readonly name: string; readonly routes: readonly LiveObject[] }[],
  about: { readonly release: string; readonly clock: Clock },
): Promise<string[]> {
  const failures = await Promise.all(
    clusters.map(async ({ cluster: { name }, client }) => {
      const routes = seen.find((one) => one.name === name)?.routes ?? [];
      const connected = await client;
      const failure = connected.ok
        ? await noteRollout(connected.value, routes, about)
        : connected.failure;
      return failure === undefined ? [] : [`${name}: ${failure}`];
    }),
  );
  return failures
    .flat()
    .map(
      (why) =>
        `The routes do not note the rollout in ${why}. An update from a checkout that declares no rollout may not see this one there.`,
    );
}
