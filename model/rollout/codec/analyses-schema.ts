// The schema of what analyses saw. Counts fill most of a record, and each abort reads the record of each
// cluster: one look at each list of counts takes a tenth of the time of a schema for each number in it.
import * as v from "valibot";
import type {
  Analysis,
  ArgoMeasurement,
  ArgoPhase,
  ArgoRun,
  Comparison,
  Point,
  Trouble,
  Unreached,
} from "../../analysis/evidence";
import type { Verdict } from "../../analysis/verdict";
import { isMapping } from "../../schema/best-effort";
import { flag } from "../../schema/common";
import type { Schema } from "../../schema/note";
import { count, fields, list, mapOf, oneOf, text, time } from "./forms";

const isCount = (value: unknown) => Number.isFinite(value) && (value as number) >= 0;

/** Requests, and how many of them were bad. */
const isCounts = (value: unknown) =>
  Array.isArray(value) && value.length === 2 && value.every(isCount);

/** Values that all pass one look; the message names the list, not the value. */
const all = <T>(isOne: (value: unknown) => boolean, allowed: string): Schema<readonly T[]> =>
  v.custom<readonly T[]>((value) => Array.isArray(value) && value.every(isOne), allowed);

const tallies = all<Comparison["totals"][number]>(
  (value) =>
    isMapping(value) &&
    typeof value.source === "string" &&
    typeof value.destination === "string" &&
    isCounts(value.canary) &&
    isCounts(value.stable),
  "a list of counts, each with source, destination, canary and stable",
);

const lost = all<Unreached["totals"][number]>(
  (value) => isMapping(value) && typeof value.source === "string" && isCounts(value.counts),
  "a list of counts, each with source and counts",
);

const isLogs = (value: unknown) => Array.isArray(value) && value.every(Number.isFinite);

/** A mapping of any names to values that pass one look. */
const mapped = <T>(isOne: (value: unknown) => boolean, allowed: string) =>
  v.custom<Readonly<Record<string, T>>>(
    (value) => isMapping(value) && Object.values(value).every(isOne),
    allowed,
  );

const isSums = (value: unknown) =>
  isMapping(value) &&
  isCount(value.polls) &&
  isCount(value.requests) &&
  isCount(value.bad) &&
  isCount(value.squares);

const verdict = fields<Verdict>({
  verdict: oneOf("pass", "fail", "hold"),
  why: text,
  missing: v.optional(text),
});

const comparison = fields<Comparison>({
  service: text,
  canary: text,
  stable: list(text),
  metric: text,
  slowMs: v.optional(v.pipe(v.number("milliseconds"), v.minValue(0, "milliseconds"))),
  polls: count(0),
  badPolls: count(0),
  evident: count(0),
  fleet: v.custom<readonly number[]>(isLogs, "a list of numbers"),
  places: mapped<readonly number[]>(isLogs, "a mapping of clusters to lists of numbers"),
  spread: mapped<Comparison["spread"][string]>(
    (value) => isMapping(value) && isSums(value.canary) && isSums(value.stable),
    "a mapping of places to sums of canary and stable",
  ),
  totals: tallies,
  points: list(fields<Point>({ at: time, polls: count(1), tallies })),
  verdict,
});

const phase = oneOf<ArgoPhase>(
  "Pending",
  "Running",
  "Successful",
  "Failed",
  "Inconclusive",
  "Error",
);

const argoRun = fields<ArgoRun>({
  template: text,
  metric: text,
  server: text,
  dryRun: flag,
  phase,
  successful: count(0),
  failed: count(0),
  inconclusive: count(0),
  errors: count(0),
  consecutiveErrors: count(0),
  consecutiveSuccesses: count(0),
  measurements: list(
    fields<ArgoMeasurement>({
      at: time,
      phase,
      value: v.optional(text),
      message: v.optional(text),
    }),
  ),
  message: v.optional(text),
});

/** The analyses of a record. */
export const recordedAnalyses: Schema<readonly Analysis[]> = list(
  fields<Analysis>({
    name: text,
    action: count(0),
    background: flag,
    startedAt: time,
    countsFrom: time,
    polledAt: v.optional(time),
    polls: count(0),
    until: mapOf(time),
    troubles: mapOf(fields<Trouble>({ since: time, why: text })),
    comparisons: list(comparison),
    unreached: list(
      fields<Unreached>({
        service: text,
        evident: mapped<number>(isCount, "a mapping of clusters to numbers of polls"),
        totals: lost,
        verdict,
      }),
    ),
    argo: list(argoRun),
    verdict,
  }),
);
