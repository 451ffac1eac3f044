// A rollout's record as text and back.
import { formatPath, show } from "../../problem";
import { isMapping } from "../../schema/best-effort";
import { recordFormat, type RolloutRecord } from "../record";
import { recordMistake, type Mistake } from "./record-schema";
import { thinned } from "./thin";
import { thinnedAnalyses } from "./thin-analyses";

/** A text that is no record which this program may go by. Its message says what is wrong with it. */
export class RecordError extends Error {
  override name = "RecordError";
  constructor(
    message: string,
    /** Whether it has the format of another gray-release, which may know it. */
    readonly otherFormat: boolean,
  ) {
    super(message);
  }
}

/**
 * The record as JSON on one line. Decisions, and what analyses saw, are left out where they have no
 * room (`thinned()`, `thinnedAnalyses()`).
 *
 * @param analysisBytes bytes of JSON that analyses may take
 * @throws RecordError where the record has not the form that {@link readRecord} demands, so that
 *   nothing is written that nobody can read
 */
export function recordText(record: RolloutRecord, analysisBytes?: number): string {
  const mistake = recordMistake(record);
  if (mistake) throw broken(record, mistake);
  const { decisions, analyses } = record;
  return JSON.stringify({
    ...record,
    decisions: thinned(decisions),
    ...(analyses && { analyses: thinnedAnalyses(analyses, analysisBytes) }),
  });
}

/**
 * The record that a text holds. Fields that this program does not know are kept: a newer one of the
 * same format wrote them for readers that know them, and who writes the record again must not lose
 * them. What a reader must know to do no harm comes with a new format, and with a new kind of step.
 *
 * @throws RecordError
 */
export function readRecord(text: string): RolloutRecord {
  const value = parsed(text);
  const format = isMapping(value) ? value.format : undefined;
  if (Number.isSafeInteger(format) && format !== recordFormat)
    throw new RecordError(
      `it has format ${show(format)}, and this gray-release knows format ${recordFormat}`,
      true,
    );
  const mistake = recordMistake(value);
  if (mistake) throw broken(value, mistake);
  return value as RolloutRecord;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RecordError(`it is no JSON: ${(error as Error).message}`, false);
  }
}

function broken(record: unknown, { path, allowed }: Mistake): RecordError {
  const given = path.reduce<unknown>(
    (at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key],
    record,
  );
  const place = path.length > 0 ? formatPath(path) : "the record";
  return new RecordError(`${place}: got ${show(given)}, expected ${allowed}`, false);
}
