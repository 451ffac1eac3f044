/** Writes into the record of a rollout what `gray abort` did, in every cluster that answers. */
import { randomBytes } from "node:crypto";
import { planRelease } from "../../../model/plan/plan";
import { lives, newest, type Mark, type RolloutRecord } from "../../../model/rollout/record";
import type { ClusterApi } from "../../cluster-api";
import { systemClock, type Clock } from "../../clock";
import { resultOf, type Result } from "../../result";
import { localName } from "../lease/holder";
import { recordPlace } from "../record/copy";
import { copyTo } from "../record/copy-to";
import { readCopies } from "../record/read";
import { statesBefore } from "../decide/states-before";
import { settledOwed } from "../decide/transitions";
import { FleetChanges } from "../routes/fleet-changes";
import { backOutcomeOf } from "../routes/outcomes";
import type { LaneCluster } from "../routes/port";
import { writeRoutes } from "../routes/write";
import { nameFor, whoAmI } from "../who-am-i";
import { recordAfterAbort, type WrittenAbort } from "./decide";

/** What there is to write. */
export interface AbortToRecord extends Pick<WrittenAbort, "release" | "clusters" | "outcomes"> {
  /** Clients of the primary clusters that take part, by the name of the cluster. */
  readonly clients: ReadonlyMap<string, Promise<Result<ClusterApi>>>;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/** What became of the record. */
export interface RecordedAbort {
  /** Why clusters don't have it, in words; empty where all do, or nothing had to be written. */
  readonly failures: readonly string[];
  /** Says in the record that the engine's state holds what the clusters have. */
  readonly markRecorded: () => Promise<void>;
}

/**
 * Writes the record into each cluster, side by side, whether home is away or not: the highest epoch
 * holds when it is back.
 */
export async function writeAborted(abort: AbortToRecord): Promise<RecordedAbort> {
  const { release, clusters, outcomes, clients, clock = systemClock } = abort;
  const place = recordPlace(release);
  const answering = outcomes.filter(({ weights }) => weights !== undefined);
  const targets = answering.flatMap(({ cluster }) => {
    const client = clients.get(cluster);
    return client ? [{ cluster, client }] : [];
  });
  const copies = await readCopies(place, targets, { clock });
  const by = await nameIn(targets[0]?.client, clock);
  const times = copies.flatMap((one) => ("nowMs" in one ? [one.nowMs] : []));
  const mark = { by, at: new Date(times[0] ?? Date.now()).toISOString() };
  const before = newest(copies.flatMap((one) => (one.kind === "record" ? [one.record] : [])));
  const id = randomBytes(4).toString("hex");
  const seen = new Set(copies.flatMap((one) => ("nowMs" in one ? [one.cluster] : [])));
  const after = recordAfterAbort(before, { release, clusters, outcomes, seen, mark, id });
  if (!after) return { failures: [], markRecorded: () => Promise.resolve() };
  const written = await copyTo(place, targets, after, { clock, seen: copies });
  const settled = before ? await confirmed(abort, { before, after, targets, mark }) : after;
  if (settled !== after) await copyTo(place, targets, settled, { clock });
  return {
    failures: written.flatMap(({ cluster, kind, why }) =>
      kind === "failed" ? [`${cluster}: ${why}`] : kind === "newer" ? [`${cluster}: ${newer}`] : [],
    ),
    markRecorded: async () => {
      const next = { ...settled, recorded: true, revision: settled.revision + 1 };
      await copyTo(place, targets, next, { clock });
    },
  };
}

/**
 * Makes sure of the weights, now that every driver finds the end of its rollout: one that was slow
 * may have written its step in between.
 *
 * @returns the record, which owes nothing to the clusters that have them
 */
async function confirmed(
  { release, clusters, clock = systemClock }: AbortToRecord,
  about: {
    readonly before: RolloutRecord;
    readonly after: RolloutRecord;
    readonly targets: readonly {
      readonly cluster: string;
      readonly client: LaneCluster["client"];
    }[];
    readonly mark: Mark;
  },
): Promise<RolloutRecord> {
  const { before, after, targets, mark } = about;
  if (!lives(before)) return after;
  const lanes = targets.flatMap(({ cluster: name, client }) => {
    const cluster = clusters.find((one) => one.name === name);
    return cluster ? [{ cluster, client }] : [];
  });
  const changes = new FleetChanges(planRelease(release, clusters), lanes);
  const states = [before.current, ...statesBefore(before, before.primaries)];
  const outcomes = await Promise.all(
    lanes.map(async ({ cluster: { name } }) => {
      const change = changes.change(name, states, after.current);
      return [name, backOutcomeOf(await writeRoutes(change, "back", clock))] as const;
    }),
  );
  const done = outcomes.flatMap(([name, { kind }]) => (kind === "taken" ? [name] : []));
  return done.length === 0 ? after : settledOwed(after, done, mark);
}

const newer = "somebody wrote a newer record at the same time; run the abort again";

/** The user as an API server knows them; where it does not say, as this machine does. */
async function nameIn(
  client: Promise<Result<ClusterApi>> | undefined,
  clock: Clock,
): Promise<string> {
  const api = await client;
  const asked = api?.ok ? await resultOf(whoAmI(api.value, clock)) : undefined;
  return asked?.ok ? nameFor(asked.value) : localName();
}
