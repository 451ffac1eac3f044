/** Runs a person's command on the record of a rollout: a compare-and-swap at home, then copies. */
import { newest, type Mark, type RolloutRecord } from "../../../model/rollout/record";
import { systemClock, type Clock } from "../../clock";
import { RefusalError } from "../../refusal";
import { copyTo } from "../record/copy-to";
import type { Copy, CopyOutcome, FoundCopy, RecordCluster, RecordPlace } from "../record/copy";
import { readCopies } from "../record/read";
import { OtherDriverError, saveAtHome } from "../record/save";
import type { EditOf } from "./edits";

/** What a command needs. */
export interface EditQuestion {
  readonly place: RecordPlace;
  /** The primary clusters, in their order. */
  readonly clusters: readonly RecordCluster[];
  /** The command. */
  readonly edit: EditOf;
  /** Says who gives the command, by the API server of the home cluster. */
  readonly whoAt: (home: RecordCluster) => Promise<string>;
  /** Checked before the record is written; throws where the command is not allowed. */
  readonly mayAt?: (home: RecordCluster, record: RolloutRecord) => Promise<void>;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/** What a command did. */
export interface Edited {
  readonly said: string;
  /** What the other clusters have of it, where something was written. */
  readonly copies: readonly CopyOutcome[];
}

/** How often a command is tried while a driver writes at the same time. */
const mostTries = 10;

/**
 * Reads all copies, decides, writes at home, and copies. Where a driver wrote meanwhile, it reads and
 * decides again.
 *
 * @throws RefusalError that says why nothing was written
 */
export async function editRecord(question: EditQuestion): Promise<Edited> {
  const { place, clusters, edit, whoAt, mayAt, clock = systemClock } = question;
  for (let tries = 1; ; tries += 1) {
    const copies = await readCopies(place, clusters, { clock });
    const { record, home } = heldRecord(copies);
    const at = clusters.find(({ cluster }) => cluster === home?.cluster);
    const by = at && home ? await whoAt(at) : "nobody";
    const mark: Mark = { by, at: new Date(home?.nowMs ?? 0).toISOString() };
    const decided = edit(record, mark);
    if ("refused" in decided) throw new RefusalError(decided.refused);
    if (!decided.record || !at || !home || !record) return { said: decided.said, copies: [] };
    await mayAt?.(at, record);
    const client = await at.client;
    if (!client.ok)
      throw new RefusalError(`home, ${at.cluster}, can't be reached: ${client.failure}`);
    try {
      const one = { place, cluster: at.cluster, api: client.value, clock };
      await saveAtHome(one, decided.record, home.version);
    } catch (error) {
      if (error instanceof OtherDriverError && tries < mostTries) continue;
      throw error;
    }
    const others = clusters.filter((one) => one !== at);
    const copied = await copyTo(place, others, decided.record, { clock, seen: copies });
    return { said: decided.said, copies: copied };
  }
}

/**
 * The record that holds, and the copy of its home.
 *
 * @throws RefusalError where the truth is not known: a command must not go by an old copy
 */
export function heldRecord(copies: readonly Copy[]): {
  readonly record?: RolloutRecord;
  readonly home?: FoundCopy;
} {
  const unknown = copies.flatMap((one) => ("why" in one ? [one] : []));
  const broken = unknown.filter(({ kind }) => kind !== "away");
  if (broken.length > 0) throw new RefusalError(inLines(broken));
  const found = copies.filter((one) => one.kind === "record");
  const record = newest(found.map((one) => one.record));
  const away = unknown.filter(({ kind }) => kind === "away");
  if (!record) {
    if (away.length > 0) throw new RefusalError(inLines(away));
    return {};
  }
  const home = found.find(({ cluster }) => cluster === record.home);
  if (!home) {
    const [lost] = away.filter(({ cluster }) => cluster === record.home);
    const why = lost ? `does not answer: ${lost.why}` : "has no record";
    throw new RefusalError(
      `the home of the rollout, ${record.home}, ${why}. Only home decides. Fix: wait for it, or move the rollout to another cluster that has its record: npx gray rollout run --home <cluster>`,
    );
  }
  if (newest([home.record, record]) !== home.record)
    throw new RefusalError(
      `the home of the rollout, ${record.home}, has an older record than another cluster, such as after an abort while it was away. Fix: npx gray rollout run brings home up to date`,
    );
  return { record, home };
}

function inLines(copies: readonly Extract<Copy, { readonly why: string }>[]): string {
  return copies.map(({ cluster, why }) => `${cluster}: ${why}`).join("\n");
}
