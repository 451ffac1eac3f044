/** Makes the page of a stack's rollout: of the one that is recorded, or of one that ended before. */
import { newest, type RolloutRecord } from "../../model/rollout/record";
import { emptyPage, rolloutPage } from "../../operations/rollout/page/build";
import type { PageModel } from "../../operations/rollout/page/model";
import { history } from "../../operations/rollout/record/history";
import { readCopies } from "../../operations/rollout/record/read";
import { statusOf } from "../../operations/rollout/status/build";
import { lookAt } from "../../operations/rollout/status/look";
import { homeOf, type OpenRollout } from "./open";

/** A page, and whether all clusters told what they have of the record. */
export interface MadePage {
  readonly page: PageModel;
  readonly complete: boolean;
}

/** The page of the rollout that is recorded, beside what clusters have now. */
export async function presentPage(rollout: OpenRollout): Promise<MadePage> {
  const { report, record, complete } = await lookAt(rollout);
  const { rollout: about } = report;
  const page =
    record && about ? rolloutPage(record, { ...report, rollout: about }) : emptyPage(report);
  return { page, complete };
}

/**
 * The page of a rollout by its id; of one that ended before, without what clusters have now.
 *
 * @throws Error where none of the kept ones has this id
 */
export async function pageOf(rollout: OpenRollout, id: string): Promise<MadePage> {
  const { stack, place, records } = rollout;
  const copies = await readCopies(place, records);
  const present = newest(copies.flatMap((one) => (one.kind === "record" ? [one.record] : [])));
  if (present?.id === id) return presentPage(rollout);
  const ended = await history(await homeOf(rollout, present));
  const kept = ended.flatMap((one) => (one.kind === "record" ? [one.record] : []));
  const record = kept.find((one) => one.id === id);
  if (!record) throw new Error(unknownId(id, [...(present ? [present] : []), ...kept]));
  const nowMs = Date.parse(record.endedAt ?? record.decisions.at(-1)?.at ?? record.startedAt);
  const report = statusOf({ stack, release: place.release, nowMs, record, clusters: [] });
  const page = rolloutPage(record, { ...report, next: [], rollout: report.rollout! });
  return { page, complete: true };
}

function unknownId(id: string, known: readonly RolloutRecord[]): string {
  const ids = known.map((one) => one.id).join(", ") || "none";
  return `no rollout ${id} is kept. Kept are: ${ids}`;
}
