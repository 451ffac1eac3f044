// The form that a record has.
import {
  recordFormat,
  type Decision,
  type Mark,
  type Position,
  type Requeued,
  type RolloutRecord,
} from "../record";
import { sequenceOf, wavesOf } from "../sequence";
import type { ClusterWeights, FleetState, ManagedRoute } from "../state";
import {
  count,
  either,
  fields,
  flag,
  isMap,
  list,
  mapOf,
  oneOf,
  optional,
  percent,
  text,
  time,
  where,
  type Fields,
  type Mistake,
  type Shape,
} from "./shape";
import { specShape } from "./spec-shape";

/** Hundredths are added up as fractions, whose sum is off by less than this. */
const tolerance = 0.005;

/** Percentages by version, which add up to 100. A service may have none. */
const shares: Shape = (value) => {
  const mistake = mapOf(percent)(value);
  if (mistake) return mistake;
  let sum = 0;
  let some = false;
  for (const version in value as Record<string, number>) {
    sum += (value as Record<string, number>)[version] ?? 0;
    some = true;
  }
  const adds = !some || Math.abs(sum - 100) < tolerance;
  return adds ? undefined : { path: [], allowed: "percentages that add up to 100" };
};

const byOrigin = fields({ gateway: shares, mesh: shares });

const clusterWeights: Fields<ClusterWeights> = {
  services: mapOf(either(shares, byOrigin)),
  lanes: mapOf(percent),
};

const fleetWeights = mapOf(fields(clusterWeights));

const managedRoute: Fields<ManagedRoute> = {
  name: text,
  match: optional(list(where("a mapping", isMap))),
  mirror: optional(percent),
  to: mapOf(mapOf(where("a number", (value) => typeof value === "number" && value >= 0))),
};

/** By cluster, service and version. */
const pods = mapOf(mapOf(mapOf(count(0))));

const fleetState: Fields<FleetState> = {
  weights: fleetWeights,
  routes: mapOf(list(fields(managedRoute))),
  scale: pods,
};

const names = list(text);

const position: Fields<Position> = {
  index: count(-1),
  from: count(-1),
  state: oneOf("decided", "done"),
  since: time,
};

const requeued: Fields<Requeued> = { cluster: text, from: count(0), written: count(0) };

const mark: Fields<Mark> = { by: text, at: time, why: optional(text) };

const decision: Fields<Decision> = { ...mark, what: text };

const record: Fields<RolloutRecord> = {
  format: where(`${recordFormat}`, (value) => value === recordFormat),
  id: where(
    "an id of lower-case letters, digits and hyphens",
    (value) => typeof value === "string" && /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(value),
  ),
  release: text,
  epoch: count(0),
  revision: count(0),
  home: text,
  primaries: names,
  spec: specShape,
  start: fleetWeights,
  goal: fleetWeights,
  pods,
  templates: mapOf(text),
  requeued: list(fields(requeued)),
  status: oneOf("running", "done", "aborted", "failed", "undone"),
  at: fields(position),
  current: fields(fleetState),
  owed: names,
  held: optional(fields(mark)),
  promoted: optional(fields({ ...mark, index: count(-1), full: flag })),
  recorded: flag,
  startedAt: time,
  endedAt: optional(time),
  decisions: list(fields(decision)),
};

const recordFields = fields(record);

/** The first thing that is wrong with a record. */
export function recordMistake(value: unknown): Mistake | undefined {
  const record = value as RolloutRecord;
  return recordFields(value) ?? unknownCluster(record) ?? unknownAction(record);
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
