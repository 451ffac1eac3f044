/** Writes the record at home: what stands there is the truth. */
import type { RolloutRecord } from "../../../model/rollout/record";
import { systemClock, type Clock } from "../../clock";
import { inTime } from "../../deadline";
import type { Copy, RecordApi, RecordPlace } from "./copy";
import { recordData, textOf } from "./data";
import { answerLimitMs, readCopy } from "./read";
import { ChangedError, writeRecord } from "./write";

/** The home of a record. */
export interface RecordHome {
  readonly place: RecordPlace;
  /** Name of the cluster. */
  readonly cluster: string;
  readonly api: RecordApi;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/** Another driver, a person or an abort wrote the record since it was read. */
export class OtherDriverError extends Error {
  override name = "OtherDriverError";
  constructor(
    message: string,
    /** What home has now; left out where it did not say. */
    readonly now?: Copy,
  ) {
    super(message);
  }
}

/**
 * Writes a record at home if it still has there the version that it was read at. Where the answer is
 * lost, home is read: a write that was done is no failure.
 *
 * @param version the resourceVersion that was read; left out: there was no record
 * @returns the version that it has now
 * @throws OtherDriverError
 * @throws RecordError where the record can't be written as a text
 * @throws Error that says what is missing, or what failed
 */
export async function saveAtHome(
  { place, cluster, api, clock = systemClock }: RecordHome,
  record: RolloutRecord,
  version?: string,
): Promise<string> {
  const write = { place, record, ...(version !== undefined && { version }) };
  const limits = { limitMs: answerLimitMs, clock };
  try {
    return await inTime(writeRecord(api, write), limits);
  } catch (error) {
    const now = await inTime(readCopy(place, { cluster, api }), limits).catch(() => undefined);
    if (now?.kind === "record" && isSame(now.record, record)) return now.version;
    if (!(error instanceof ChangedError)) throw error;
    throw new OtherDriverError(told(cluster, now), now);
  }
}

/** Whether two records have the same text: one of them is the other one, written and read. */
export function isSame(one: RolloutRecord, other: RolloutRecord): boolean {
  if (one === other) return true;
  // Writing a record of many clusters as a text takes a while.
  const { id, epoch, revision } = other;
  if (one.id !== id || one.epoch !== epoch || one.revision !== revision) return false;
  return textOf(recordData(one)) === textOf(recordData(other));
}

function told(cluster: string, now: Copy | undefined): string {
  if (now?.kind === "none")
    return `the record of the rollout in cluster ${cluster} was deleted meanwhile`;
  const fallback = `another driver wrote the record of the rollout in cluster ${cluster} meanwhile`;
  if (now?.kind !== "record") return fallback;
  const { by, what } = now.record.decisions.at(-1) ?? {};
  return by === undefined ? fallback : `${fallback}: ${by} ${what}`;
}
