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
  | { readonly kind: "vector"; readonly samples: readonly Sample[] };

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
  const { status, error, warnings, isPartial, data } = parsed(text);
  if (status !== "success") throw new Error(`it refuses the query: ${oneLine(String(error))}`);
  const warned = (Array.isArray(warnings) ? (warnings as unknown[]) : []).map(String);
  const missing = isPartial === true ? "isPartial" : warned.find((one) => partial.test(one));
  if (wholeOnly && missing !== undefined)
    throw new Error(`a part of its data is missing: ${oneLine(missing)}`);
  const { resultType, result } = data ?? {};
  if (resultType === "scalar" && Array.isArray(result))
    return { kind: "scalar", value: numberOf(result[1]) };
  if (resultType === "vector" && Array.isArray(result))
    return { kind: "vector", samples: (result as unknown[]).flatMap(sampleOf) };
  throw new Error(`it answers ${oneLine(String(resultType))}, and neither a vector nor a scalar`);
}

function parsed(text: string): Answer {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === "object" && value !== null) return value;
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
