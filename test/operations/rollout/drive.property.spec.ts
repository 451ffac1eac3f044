import { expect } from "chai";
import fc from "fast-check";
import { lives, type RolloutRecord } from "../../../model/rollout/record";
import { sequenceOf } from "../../../model/rollout/sequence";
import { plainState, stateAt } from "../../../model/rollout/state-at";
import type { FleetWeights } from "../../../model/rollout/state";
import { begun, heldBy, promotedBy, resumed } from "../../../operations/rollout/decide/transitions";
import { drive, type DriveEnd } from "../../../operations/rollout/drive";
import { cases } from "../../support/cases";
import { events, plans } from "./world/histories";
import { scrapeMs } from "./world/metrics";
import { WorldReceiver } from "./world/notices";
import { Killed, routesOf, World, type WorldCluster } from "./world/world";

const everywhere = (clusters: readonly string[], weights: Record<string, number>): FleetWeights =>
  Object.fromEntries(clusters.map((name) => [name, { services: { shop: weights }, lanes: {} }]));

describe("a driver over random histories", () => {
  it("never has two steps at once nor a weight that the plan lacks, tells everyone, and ends or says what it waits for", async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(plans, events, async ({ primaries, spec, bad }, history) => {
        const [start, goal] = [
          everywhere(primaries, { v1: 100 }),
          everywhere(primaries, { v2: 100 }),
        ];
        const world = new World(primaries, start);
        world.bad = bad;
        // Each driver costs half as much again where somebody is told.
        if (history.length % 4 === 0) world.receiver = new WorldReceiver();
        const mark = { by: "starter", at: new Date(world.nowMs).toISOString() };
        const first = begun(
          {
            ...{ id: "one", release: "shop", home: "west", primaries, spec, start, goal },
            ...{ templates: {}, pods: {} },
          },
          1,
          mark,
        );
        world.put(first);
        world.onRoutes = (cluster) => check(world, cluster);
        const home = () => "west";
        const pending: (() => void)[] = [];
        for (const event of history) {
          const by = { by: "somebody", at: new Date(world.nowMs).toISOString() };
          if (event.kind === "time") world.nowMs += event.seconds * 1000;
          if (event.kind === "reach") {
            const one = world.clusters[event.cluster % primaries.length]!;
            one.away = !one.away;
          }
          if (event.kind === "arrive") world.inFlight.shift()?.();
          if (event.kind === "promote")
            world.person("west", (one) => promotedBy(one, by, event.full === 0));
          if (event.kind === "hold") world.person("west", (one) => heldBy(one, by));
          if (event.kind === "resume") world.person("west", (one) => resumed(one, by));
          if (event.kind === "abort" || event.kind === "stable") {
            // The rest of it comes while drivers drive.
            pending.push(...world.abort(event.kind === "abort" ? "start" : "stable", start));
            if (event.at === 0) finish(pending);
          }
          if (event.kind === "lose") {
            // One copy deleted by hand. Where others are older, it is for a person to look.
            const one = world.clusters[event.cluster % primaries.length]!;
            const copies = world.clusters.flatMap(({ copy }) => copy ?? []);
            if (copies.length > 1 && copies.every((copy) => copy === world.record)) delete one.copy;
          }
          if (event.kind !== "drive") continue;
          let left = event.fate === 0 ? 0 : event.fate;
          let [late, gap] = [event.late, event.gap];
          await tick(world, home, {
            dies: () => event.fate < 20 && left-- <= 0,
            late: () => late-- === 1,
            between: () => {
              if (gap-- > 0) return;
              gap = event.gap;
              pending.shift()?.();
            },
            verdict: () => (event.fails === 0 ? "fail" : event.fails === 1 ? "hold" : "pass"),
          });
          if (pending.length === 0) checkAll(world);
          checkAnalyses(world);
        }
        finish(pending);
        await toTheEnd(world, home);
      }),
      { numRuns: cases(22_000) },
    );
  });
});

/** What is left of aborts that drivers did not see to their end. */
function finish(pending: (() => void)[]): void {
  while (pending.length > 0) pending.shift()!();
}

/** One run of a driver that does what is due. */
async function tick(
  world: World,
  home: () => string,
  chances: Parameters<World["port"]>[1],
): Promise<DriveEnd | undefined> {
  const driver = { by: `driver ${world.nowMs}`, once: true };
  return drive({ ...driver, port: world.port(home, chances) }).catch((error: unknown) => {
    if (error instanceof Killed) return undefined;
    throw error;
  });
}

/** The states of one world that were computed before: each check needs all of them. */
const knownStates = new WeakMap<World, Map<string, ReadonlySet<string>>>();

/** Every state that a plan, or an end, gives a cluster. */
function known(world: World, record: RolloutRecord, cluster: string): ReadonlySet<string> {
  const cache = knownStates.get(world) ?? new Map<string, ReadonlySet<string>>();
  knownStates.set(world, cache);
  const key = JSON.stringify([cluster, record.requeued]);
  const actions = sequenceOf(record);
  const states =
    cache.get(key) ??
    new Set(
      [-1, ...actions.keys()].map((index) => routesOf(stateAt(record, index, actions), cluster)),
    );
  cache.set(key, states);
  return states;
}

function check(world: World, { name, routes }: WorldCluster): void {
  const { record } = world;
  if (record && !known(world, record, name).has(routes))
    expect.fail(`${name} has weights that no step gives it: ${routes}`);
}

/** All clusters that are not skipped have the step of the record, or the one before. */
function checkAll(world: World): void {
  const { record } = world;
  // An abort that could write no record tells so, and is to be run again.
  if (!record || !lives(record) || world.movedAfterEnd) return;
  const actions = sequenceOf(record);
  const { index, from } = record.at;
  for (const { name, routes } of world.clusters) {
    if (record.requeued.some(({ cluster }) => cluster === name)) continue;
    const allowed: string[] = [from, index].map((i) => routesOf(stateAt(record, i, actions), name));
    if (!allowed.includes(routes))
      expect.fail(`${name} has neither step ${index} nor step ${from}: ${routes}`);
  }
}

/** Each window counts once, and what failed has ended. */
function checkAnalyses({ record }: World): void {
  for (const one of record?.analyses ?? []) {
    const begin = Date.parse(one.countsFrom) + 2 * scrapeMs;
    for (const { totals } of one.comparisons)
      for (const { source, canary, stable } of totals) {
        const seconds = (Date.parse(one.until[source] ?? "") - begin) / 1000;
        if (canary[0] !== seconds || stable[0] !== seconds)
          expect.fail(`${one.name} counted ${canary[0]} of ${seconds} seconds in ${source}`);
      }
    const isPassedOver = record?.promoted && !one.background;
    if (one.verdict.verdict === "fail" && record && lives(record) && !isPassedOver)
      expect.fail(`${one.name} failed, and the rollout goes on`);
  }
}

/** A rollout passes no analysis unless its metrics, a person or the plan say so, and a bad version none. */
function checkPassed(record: RolloutRecord, bad: boolean): void {
  const actions = sequenceOf(record);
  for (const { event, action = -1, what } of record.decisions) {
    if (event !== "settled" || actions[action]?.doing.kind !== "analysis") continue;
    expect(what).to.match(
      / passed: | promoted it$|the plan promotes it then$|clusters were skipped$|services gains traffic here$/,
    );
  }
  const verdicts = record.decisions.map(({ what }) => what).join("\n");
  expect(verdicts).not.to.match(
    bad ? / is done: .* passed: / : /^(analysis-\d+|background) failed: /m,
  );
  if (record.status === "failed") expect(record.current).to.deep.equal(plainState(record.start));
}

/** Looks that a rollout of the longest plan takes, with analyses that come to their deadlines. */
const mostRounds = 120;

/** With all clusters there and every pause promoted, a rollout comes to an end. */
async function toTheEnd(world: World, home: () => string): Promise<void> {
  for (const one of world.clusters) one.away = false;
  while (world.inFlight.length > 0) world.inFlight.shift()!();
  for (let round = 0; round < mostRounds; round++) {
    const end = await tick(world, home, undefined);
    if (!end) throw new Error("a driver died that nobody killed");
    checkAnalyses(world);
    if (end.end === "none") return;
    if (end.end === "ended") {
      const { record } = end;
      for (const { name, routes } of world.movedAfterEnd ? [] : world.clusters)
        expect(routes, record.status).to.equal(routesOf(record.current, name));
      expect(record.owed).to.deep.equal([]);
      checkPassed(record, Boolean(world.bad));
      world.receiver?.checkEnd(world.record ?? record, world.nowMs);
      return;
    }
    // An abort that no copy of the record knows of: a person has to look.
    if (end.end === "stopped" && world.movedAfterEnd) return;
    if (end.end !== "waiting") throw new Error(`it does not wait: ${JSON.stringify(end)}`);
    const by = { by: "somebody", at: new Date(world.nowMs).toISOString() };
    const waits = end.waiting.for !== "analysis" || end.waiting.inconclusive;
    world.person("west", (one) =>
      one.held ? resumed(one, by) : waits ? promotedBy(one, by, false) : one,
    );
    world.nowMs += 150_000;
  }
  expect.fail(`no end after ${mostRounds} rounds: ${JSON.stringify(world.record?.at)}`);
}
