// The schema of a record, and what must fit together in it.
import * as v from "valibot";
import type { OriginWeights, RouteMatch, ServiceWeights, Weights } from "../../release/routing";
import { isMapping } from "../../schema/best-effort";
import { choose, flag } from "../../schema/common";
import type { Schema } from "../../schema/note";
import {
  recordFormat,
  type Decision,
  type DecisionEvent,
  type Mark,
  type Notified,
  type Position,
  type Requeued,
  type RolloutRecord,
} from "../record";
import { sequenceOf, wavesOf } from "../sequence";
import type { ClusterWeights, FleetState, ManagedRoute } from "../state";
import { recordedAnalyses } from "./analyses-schema";
import {
  anyMapping,
  atLeast0,
  count,
  fields,
  list,
  mapOf,
  oneOf,
  percent,
  text,
  time,
} from "./forms";
import { recordedSpec } from "./spec-schema";

/** What is wrong with a record. */
export interface Mistake {
  /** Keys and indexes from the outside to the inside. */
  readonly path: readonly (string | number)[];
  /** What is allowed there, in words. */
  readonly allowed: string;
}

/** Hundredths are added up as fractions, whose sum is off by less than this. */
const tolerance = 0.005;

/** Percentages by version, which add up to 100. A service may have none. */
const shares: Schema<Weights> = v.pipe(
  mapOf(percent),
  v.check((weights) => {
    let sum = 0;
    let some = false;
    for (const version in weights) {
      sum += weights[version] ?? 0;
      some = true;
    }
    return !some || Math.abs(sum - 100) < tolerance;
  }, "percentages that add up to 100"),
);

const byOrigin = fields<OriginWeights>({ gateway: shares, mesh: shares });

/** Versions may be called `gateway` and `mesh`, but their weights are no mappings. */
const serviceWeights = choose<ServiceWeights>((given) =>
  isMapping(given) && isMapping(given.gateway) && isMapping(given.mesh) ? byOrigin : shares,
);

const fleetWeights = mapOf(
  fields<ClusterWeights>({ services: mapOf(serviceWeights), lanes: mapOf(percent) }),
);

const managedRoute = fields<ManagedRoute>({
  name: text,
  match: v.optional(list<RouteMatch>(anyMapping)),
  mirror: v.optional(percent),
  to: mapOf(mapOf(atLeast0("a number"))),
});

/** By cluster, service and version. */
const pods = mapOf(mapOf(mapOf(count(0))));

const names = list(text);

const mark = { by: text, at: time, why: v.optional(text) };

const decision = fields<Decision>({
  ...{ ...mark, what: text },
  // A newer gray-release may know more kinds.
  event: v.optional(text as Schema<string> as Schema<DecisionEvent>),
  action: v.optional(count(-1)),
  clusters: v.optional(names),
});

const idForm = "an id of lower-case letters, digits and hyphens";

const recordSchema = fields<RolloutRecord>({
  format: v.literal(recordFormat, `${recordFormat}`),
  id: v.pipe(v.string(idForm), v.regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, idForm)),
  release: text,
  epoch: count(0),
  revision: count(0),
  home: text,
  primaries: names,
  spec: recordedSpec,
  start: fleetWeights,
  goal: fleetWeights,
  pods,
  templates: mapOf(text),
  losing: v.optional(mapOf(text)),
  requeued: list(fields<Requeued>({ cluster: text, from: count(0), written: count(0) })),
  status: oneOf("running", "done", "aborted", "failed", "undone"),
  at: fields<Position>({
    index: count(-1),
    from: count(-1),
    state: oneOf("decided", "done"),
    since: time,
  }),
  current: fields<FleetState>({
    weights: fleetWeights,
    routes: mapOf(list(managedRoute)),
    scale: pods,
  }),
  owed: names,
  held: v.optional(fields<Mark>(mark)),
  promoted: v.optional(
    fields<NonNullable<RolloutRecord["promoted"]>>({ ...mark, index: count(-1), full: flag }),
  ),
  recorded: flag,
  startedAt: time,
  endedAt: v.optional(time),
  decisions: list(decision),
  settled: v.optional(fields<NonNullable<RolloutRecord["settled"]>>({ index: count(0), at: time })),
  notified: v.optional(list(fields<Notified>({ receiver: text, events: names }))),
  analyses: v.optional(recordedAnalyses),
});

/** The first thing that is wrong with a record. */
export function recordMistake(value: unknown): Mistake | undefined {
  const { success, issues, output } = v.safeParse(recordSchema, value, { abortEarly: true });
  if (success) return unknownCluster(output) ?? unknownAction(output);
  const [{ path = [], message }] = issues;
  return { path: path.map(({ key }) => key as string | number), allowed: message };
}

/** Actions are told by their indexes in the sequence. */
function unknownAction(record: RolloutRecord): Mistake | undefined {
  const { at, requeued } = record;
  const { length } = sequenceOf(record);
  const allowed = `the index of one of ${length} actions`;
  if (Math.max(at.index, at.from) >= length) return { path: ["at"], allowed };
  const skipped = requeued.findIndex(({ from, written }) => Math.max(from, written) >= length);
  return skipped < 0 ? undefined : { path: ["requeued", skipped], allowed };
}

/** A record names no cluster but its primaries. */
function unknownCluster(record: RolloutRecord): Mistake | undefined {
  const { home, primaries, start, goal, current, requeued, owed } = record;
  const known = new Set(primaries);
  const allowed = `a name of one of the primaries ${primaries.join(", ")}`;
  const named: readonly (readonly [path: readonly string[], names: readonly string[]])[] = [
    [["home"], [home]],
    [["start"], Object.keys(start)],
    [["goal"], Object.keys(goal)],
    [["current", "weights"], Object.keys(current.weights)],
    [["current", "routes"], Object.keys(current.routes)],
    [["current", "scale"], Object.keys(current.scale)],
    [["spec", "waves"], wavesOf(record.spec, primaries).flatMap(({ clusters }) => clusters)],
    [["requeued"], requeued.map(({ cluster }) => cluster)],
    [["owed"], owed],
  ];
  for (const [path, names] of named) {
    const other = names.find((name) => !known.has(name));
    if (other !== undefined)
      return { path, allowed: names.length > 1 ? `${allowed}, not ${other}` : allowed };
  }
  return undefined;
}
