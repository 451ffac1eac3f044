/** Copies the record from home to the other primary clusters. */
import { newest, type RolloutRecord } from "../../../model/rollout/record";
import { systemClock } from "../../clock";
import { inTime } from "../../deadline";
import { resultOf } from "../../result";
import type { Copy, CopyOutcome, RecordCluster, RecordPlace } from "./copy";
import { answerLimitMs, readCopy, type ReadOptions } from "./read";
import { isSame } from "./save";
import { ChangedError, writeRecord } from "./write";

/** How copies are written. */
export interface CopyOptions extends ReadOptions {
  /** What the clusters had a moment ago. Others, and those that changed since, are read. @default none */
  readonly seen?: readonly Copy[];
}

/** How often a copy that others write at the same time is tried. */
const mostTries = 5;

/**
 * Writes a record to clusters side by side, each as soon as it answers. A copy that holds more
 * than it (`newest()`) stays: a driver that was cut off must not undo an abort.
 *
 * @returns what became of each cluster, in their order; none of them throws
 */
export function copyTo(
  place: RecordPlace,
  clusters: readonly RecordCluster[],
  record: RolloutRecord,
  { clock = systemClock, limitMs = answerLimitMs, seen = [] }: CopyOptions = {},
): Promise<CopyOutcome[]> {
  return Promise.all(
    clusters.map(async (one): Promise<CopyOutcome> => {
      const { cluster } = one;
      const before = seen.find((copy) => copy.cluster === cluster);
      const work = copyToOne(place, one, { record, before });
      const result = await resultOf(inTime(work, { limitMs, clock }));
      if (!result.ok) return { cluster, kind: "failed", why: result.failure };
      return { cluster, ...result.value };
    }),
  );
}

type Outcome = Pick<CopyOutcome, "kind" | "why">;

async function copyToOne(
  place: RecordPlace,
  { cluster, client }: RecordCluster,
  { record, before }: { readonly record: RolloutRecord; readonly before: Copy | undefined },
): Promise<Outcome> {
  const connected = await client;
  if (!connected.ok) return { kind: "failed", why: connected.failure };
  const api = connected.value;
  let copy = before && isKnown(before) ? before : undefined;
  for (let tries = 1; ; tries += 1) {
    const now = copy ?? (await readCopy(place, { cluster, api }));
    if (!isKnown(now)) return { kind: "failed", why: now.why };
    if (now.kind === "record" && !isOlder(now.record, record))
      return { kind: isSame(now.record, record) ? "same" : "newer" };
    try {
      const version = now.kind === "record" ? { version: now.version } : {};
      await writeRecord(api, { place, record, ...version });
      return { kind: "written" };
    } catch (error) {
      if (!(error instanceof ChangedError) || tries === mostTries) throw error;
      copy = undefined;
    }
  }
}

type KnownCopy = Extract<Copy, { readonly nowMs: number }>;

function isKnown(copy: Copy): copy is KnownCopy {
  return copy.kind === "record" || copy.kind === "none";
}

/** Whether a copy gives way to a record. Where both count the same, the record is that of home. */
function isOlder(copy: RolloutRecord, record: RolloutRecord): boolean {
  return newest([record, copy]) === record && !isSame(copy, record);
}
