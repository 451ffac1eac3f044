/** Reads what a metrics server answers to a query. Pure. */
import { oneLine } from "./words";

/** One series and its value. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a query gave. */
export type QueryResult =
  | { readonly kind: "scalar"; readonly value: number }
  | {
      readonly kind: "vector";
      /** They are read piece by piece, each time that somebody goes through them. */
      readonly samples: Iterable<Sample>;
    };

/** The form of an answer (https://prometheus.io/docs/prometheus/latest/querying/api/). */
interface Answer {
  readonly status?: unknown;
  readonly error?: unknown;
  readonly warnings?: unknown;
  /** VictoriaMetrics: whether a part of the data is missing. */
  readonly isPartial?: unknown;
  readonly data?: { readonly resultType?: unknown; readonly result?: unknown };
}

/**
 * Warnings of Thanos about data that it could not read. Others speak of the query, and change nothing.
 */
const partial = /partial|storeapi|fetch series|receive series|no such host|unavailable/i;

/**
 * The values in an answer.
 *
 * @param wholeOnly whether an answer without a part of the data is none. Counters that are missing at
 *   one time and there at another would look like new ones.
 * @throws Error that says why there are none
 */
export function readAnswer(text: string, wholeOnly = true): QueryResult {
  // The answer with its last series alone says all but the other series.
  const middle = middleOf(text);
  const { begin, end } = middle ?? { begin: 0, end: 0 };
  const { status, error, warnings, isPartial, data } = parsed<Answer>(
    text.slice(0, begin) + text.slice(end),
  );
  if (status !== "success") throw new Error(`it refuses the query: ${oneLine(String(error))}`);
  const warned = (Array.isArray(warnings) ? (warnings as unknown[]) : []).map(String);
  const missing = isPartial === true ? "isPartial" : warned.find((one) => partial.test(one));
  if (wholeOnly && missing !== undefined)
    throw new Error(`a part of its data is missing: ${oneLine(missing)}`);
  const { resultType, result } = data ?? {};
  if (resultType === "scalar" && Array.isArray(result))
    return { kind: "scalar", value: numberOf(result[1]) };
  if (resultType === "vector" && Array.isArray(result)) {
    const last = result as unknown[];
    return {
      kind: "vector",
      samples: { [Symbol.iterator]: () => samplesIn(text, { begin, end }, last) },
    };
  }
  throw new Error(`it answers ${oneLine(String(resultType))}, and neither a vector nor a scalar`);
}

/** How a series begins that is not the first. No text in JSON has these letters: its quotes are escaped. */
const nextSeries = ',{"metric":';

/** Letters of an answer that are parsed at a time: the objects of all take ten times its memory. */
const pieceLetters = 64 * 1024;

/** Where all series but the last are, with the comma after them; undefined: there are no two of them. */
function middleOf(text: string): { readonly begin: number; readonly end: number } | undefined {
  const first = '"result":[';
  const begin = text.indexOf(first + nextSeries.slice(1)) + first.length;
  const end = text.lastIndexOf(nextSeries) + 1;
  return begin < first.length || end <= begin ? undefined : { begin, end };
}

function* samplesIn(
  text: string,
  { begin, end }: { readonly begin: number; readonly end: number },
  last: readonly unknown[],
): Generator<Sample> {
  for (let at = begin; at < end;) {
    const next = text.indexOf(nextSeries, Math.min(at + pieceLetters, end - 1));
    for (const one of parsed<unknown[]>(`[${text.slice(at, next)}]`)) yield* sampleOf(one);
    at = next + 1;
  }
  for (const one of last) yield* sampleOf(one);
}

function parsed<T extends object>(text: string): T {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === "object" && value !== null) return value as T;
  } catch {
    // It is told below, for both.
  }
  throw new Error(`it answers no JSON of a metrics server: ${oneLine(text)}`);
}

/** Native histograms have no one value, and are left out. */
function sampleOf(given: unknown): Sample[] {
  const { metric, value } = (given ?? {}) as { metric?: unknown; value?: unknown };
  if (!Array.isArray(value)) return [];
  return [{ labels: (metric ?? {}) as Record<string, string>, value: numberOf(value[1]) }];
}

/** A value as the API writes it: a text, also `NaN`, `+Inf` and `-Inf`. */
function numberOf(text: unknown): number {
  if (text === "+Inf" || text === "Inf") return Infinity;
  if (text === "-Inf") return -Infinity;
  return typeof text === "string" && text.trim() !== "" ? Number(text) : NaN;
}
