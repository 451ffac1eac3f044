/** Brings a rollout back to the weights with which it began: routes first, then the record. */
import type { ReleasePlan } from "../../../model/plan/plan";
import { isPrimary } from "../../../model/release/cluster-role";
import { lives, newest, type Mark, type RolloutRecord } from "../../../model/rollout/record";
import { plainState } from "../../../model/rollout/state-at";
import { systemClock, type Clock } from "../../clock";
import { RefusalError } from "../../refusal";
import { statesBefore } from "../decide/states-before";
import { backToStart } from "../decide/transitions";
import type { Copy, CopyOutcome, RecordCluster, RecordPlace } from "../record/copy";
import { copyTo } from "../record/copy-to";
import { readCopies } from "../record/read";
import { OtherDriverError, saveAtHome } from "../record/save";
import { FleetChanges } from "../routes/fleet-changes";
import type { LaneCluster, RouteChange, RouteLane, RouteOutcome } from "../routes/port";
import { noneText } from "./edits";

/** What going back needs. */
export interface BackRequest {
  /** `undone`: the rollout had reached its goal. */
  readonly status: "aborted" | "undone";
  readonly plan: ReleasePlan;
  readonly place: RecordPlace;
  /** All clusters of the stack, in their order. */
  readonly clusters: readonly LaneCluster[];
  readonly lane: Pick<RouteLane, "takeBack">;
  /** Why this checkout can't plan some weights; undefined where it can. */
  readonly lacks: (record: RolloutRecord) => string | undefined;
  /** Who goes back, by the API server of a cluster. */
  readonly who: (at: RecordCluster) => Promise<string>;
  readonly why?: string;
  /** Gets what became of a cluster's routes, as soon as that is known. */
  readonly onOutcome?: (outcome: RouteOutcome) => void;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/** What became of it. */
export interface Back {
  readonly record: RolloutRecord;
  readonly routes: readonly RouteOutcome[];
  /** What the clusters have of the record; home is among them. */
  readonly copies: readonly CopyOutcome[];
}

/** Milliseconds for which other copies are waited for, once one is known. */
const graceMs = 500;

/** How often the record is written at home while a driver writes there, too. */
const mostTries = 10;

/**
 * Goes back. The routes of each cluster are written as soon as a record says to which weights: of the
 * same rollout every copy has the same ones. The record gets a higher epoch at the same time, so that
 * a driver ends; all clusters are owed the weights, so that whoever drives next makes sure of them.
 *
 * @throws RefusalError that says why nothing was written
 */
export async function takeBackRollout(request: BackRequest): Promise<Back> {
  const { status, place, clusters, lane, lacks, onOutcome, clock = systemClock } = request;
  const primaries = clusters.filter(({ cluster }) => isPrimary(cluster));
  const records = primaries.map(({ cluster, client }) => ({ cluster: cluster.name, client }));
  const copies = await firstCopies(place, records, clock);
  const record = newest(copies.flatMap((one) => (one.kind === "record" ? [one.record] : [])));
  const refused = record ? refusalOf(record, status) : unknownText(copies, status);
  if (refused !== undefined || !record) throw new RefusalError(refused ?? "");
  const lacking = lacks(record);
  if (lacking !== undefined) throw new RefusalError(lacking);
  const [routes, written] = await Promise.all([
    lane.takeBack(changesOf(record, request.plan, primaries), onOutcome),
    writeEnd(record, { request, records, copies, clock }),
  ]);
  return { routes, ...written };
}

/** The copies that decide: all, or those that came until shortly after home, or after the first. */
async function firstCopies(
  place: RecordPlace,
  clusters: readonly RecordCluster[],
  clock: Clock,
): Promise<Copy[]> {
  const found: Copy[] = [];
  return new Promise<Copy[]>((done) => {
    const enough = (record: RolloutRecord) => found.some((one) => one.cluster === record.home);
    for (const one of clusters)
      void readCopies(place, [one], { clock }).then((copies) => {
        found.push(...copies);
        const records = found.flatMap((copy) => (copy.kind === "record" ? [copy.record] : []));
        if (found.length === clusters.length || records.some(enough)) done(found);
        else if (records.length === 1)
          void clock.sleep(graceMs, { background: true }).then(() => done(found));
      });
    if (clusters.length === 0) done([]);
  });
}

function refusalOf(record: RolloutRecord, status: BackRequest["status"]): string | undefined {
  const { id } = record;
  if (status === "aborted") return lives(record) ? undefined : noneText(record, "to abort");
  if (record.status === "done") return undefined;
  return lives(record)
    ? `rollout ${id} runs. Fix: npx gray rollout abort`
    : `the weights are those from before rollout ${id} already: it was ${record.status}`;
}

function unknownText(copies: readonly Copy[], status: BackRequest["status"]): string {
  const unknown = copies.flatMap((one) => ("why" in one ? [`${one.cluster}: ${one.why}`] : []));
  if (unknown.length === 0)
    return noneText(undefined, status === "aborted" ? "to abort" : "to undo");
  return `${unknown.join("\n")}\nWithout the record of the rollout: npx gray abort brings all traffic back to the stable versions`;
}

function changesOf(
  record: RolloutRecord,
  plan: ReleasePlan,
  primaries: readonly LaneCluster[],
): RouteChange[] {
  const changes = new FleetChanges(plan, primaries);
  const names = primaries.map(({ cluster }) => cluster.name);
  const before = [record.current, ...statesBefore(record, names)];
  const next = plainState(record.start);
  return names
    .filter((name) => record.primaries.includes(name))
    .map((name) => changes.change(name, before, next));
}

interface Writing {
  readonly request: BackRequest;
  readonly records: readonly RecordCluster[];
  readonly copies: readonly Copy[];
  readonly clock: Clock;
}

/** Writes the end at home and copies it; without home, to all others: it holds there, too. */
async function writeEnd(
  first: RolloutRecord,
  { request, records, copies: read, clock }: Writing,
): Promise<Pick<Back, "record" | "copies">> {
  const { place, status, who, why } = request;
  const dated = read.flatMap((one) => ("nowMs" in one ? [one] : []));
  const asked = dated.find(({ cluster }) => cluster === first.home) ?? dated[0];
  const by = await who(records.find(({ cluster }) => cluster === asked?.cluster) ?? records[0]!);
  const mark: Mark = {
    ...{ by, at: new Date(asked?.nowMs ?? clock.now()).toISOString(), ...(why && { why }) },
  };
  let copies: readonly Copy[] = read;
  for (let tries = 1; ; tries += 1) {
    const found = copies.flatMap((one) => (one.kind === "record" ? [one.record] : []));
    const end = endOf(newest([first, ...found])!, status, mark);
    const home = await saveEnd(end, { place, records, copies, clock });
    if (home === "conflict" && tries < mostTries) {
      copies = await readCopies(place, records, { clock });
      continue;
    }
    const others = records.filter(({ cluster }) => cluster !== end.home);
    const copied = await copyTo(place, others, end, { clock, seen: copies });
    const why = home === "conflict" ? "others write it all the time" : home;
    const kind = why === undefined ? "written" : "failed";
    return { record: end, copies: [{ cluster: end.home, kind, ...(why && { why }) }, ...copied] };
  }
}

/** The record of the end: no driver goes on with a lower epoch. */
function endOf(record: RolloutRecord, status: BackRequest["status"], mark: Mark): RolloutRecord {
  const what = status === "aborted" ? "the rollout was aborted" : "the rollout was undone";
  const end = backToStart(record, status, mark, what);
  return { ...end, epoch: record.epoch + 1, revision: 0 };
}

/** @returns why home does not have it; undefined where it has */
async function saveEnd(
  end: RolloutRecord,
  { place, records, copies, clock }: Omit<Writing, "request"> & { readonly place: RecordPlace },
): Promise<string | undefined> {
  const name = end.home;
  const home = records.find(({ cluster }) => cluster === name);
  if (!home) return `it is no primary cluster of the stack`;
  const client = await Promise.race([
    home.client,
    clock.sleep(graceMs, { background: true }).then(() => undefined),
  ]);
  if (!client?.ok) return client ? client.failure : "it has not answered yet";
  const known = copies.find(({ cluster }) => cluster === name);
  const [copy] = known ? [known] : await readCopies(place, [home], { clock });
  if (!copy || "why" in copy) return copy?.why ?? "it has not answered";
  const at = { place, cluster: name, api: client.value, clock };
  try {
    await saveAtHome(at, end, copy.kind === "record" ? copy.version : undefined);
    return undefined;
  } catch (error) {
    return error instanceof OtherDriverError ? "conflict" : (error as Error).message;
  }
}
