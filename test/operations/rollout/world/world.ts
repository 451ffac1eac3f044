// A world of clusters for specs of rollouts: records, routes, drivers that die, writes that come late.
import type {
  ClusterOutcome,
  Outcomes,
  Verdict,
} from "../../../../operations/rollout/decide/question";
import { backToStart, ended } from "../../../../operations/rollout/decide/transitions";
import type { DrivePort } from "../../../../operations/rollout/drive";
import { lives, newest, type RolloutRecord } from "../../../../model/rollout/record";
import { plainState } from "../../../../model/rollout/state-at";
import type { FleetState, FleetWeights } from "../../../../model/rollout/state";

/** Thrown inside of a driver's call: the driver dies there. */
export class Killed extends Error {}

/** One cluster. */
export interface WorldCluster {
  readonly name: string;
  away: boolean;
  copy?: RolloutRecord;
  /** Grows with each write of the copy. */
  copyVersion: number;
  /** What it has, as text. */
  routes: string;
  /** Grows with each write of the routes. */
  routesVersion: number;
}

/** What a driver does to the world, before it may die or wait. */
export interface Chances {
  /** Whether the driver dies at this point. */
  dies(): boolean;
  /** Whether a write of routes arrives only later. */
  late(): boolean;
  /** What a gate says. */
  verdict(): Verdict["verdict"];
}

const never: Chances = { dies: () => false, late: () => false, verdict: () => "pass" };

/** What a cluster has of a state, as text. */
export function routesOf({ weights, routes }: FleetState, cluster: string): string {
  return JSON.stringify([weights[cluster], routes[cluster] ?? []]);
}

/** A call that answers, or dies, at once. */
function at<Given extends unknown[], T>(answer: (...given: Given) => T) {
  return (...given: Given) => new Promise<T>((done) => done(answer(...given)));
}

/** Clusters in memory, which behave as API servers do: compare-and-swap, and nothing else. */
export class World {
  readonly clusters: readonly WorldCluster[];
  nowMs = Date.parse("2026-01-05T10:00:00Z");
  /** Writes that have not arrived yet. */
  readonly inFlight: (() => void)[] = [];
  /** Whether an abort moved traffic that no record held, as far as it could see. */
  movedAfterEnd = false;
  /** Runs after each write of routes. */
  onRoutes: (cluster: WorldCluster) => void = () => undefined;

  constructor(names: readonly string[], weights: FleetWeights) {
    this.clusters = names.map((name) => ({
      ...{ name, away: false, copyVersion: 0, routesVersion: 0 },
      routes: routesOf(plainState(weights), name),
    }));
  }

  cluster(name: string): WorldCluster {
    return this.clusters.find((one) => one.name === name)!;
  }

  /** The record that holds, over all clusters. */
  get record(): RolloutRecord | undefined {
    return newest(this.clusters.flatMap(({ copy }) => copy ?? []));
  }

  put(record: RolloutRecord, where: readonly WorldCluster[] = this.clusters): void {
    for (const one of where) [one.copy, one.copyVersion] = [record, one.copyVersion + 1];
  }

  /** A person's write: compare-and-swap at home, then the copies. */
  person(home: string, change: (record: RolloutRecord) => RolloutRecord): void {
    const at = this.cluster(home);
    if (at.away || !at.copy || !lives(at.copy)) return;
    this.put(
      change(at.copy),
      this.clusters.filter(({ away }) => !away),
    );
  }

  /** `gray rollout abort` and `gray abort`: routes first, in each cluster that answers. */
  abort(how: "start" | "stable", stable: FleetWeights): void {
    const here = this.clusters.filter(({ away }) => !away);
    const record = newest(here.flatMap(({ copy }) => copy ?? []));
    const holds = record && (lives(record) || record.owed.length > 0);
    if (how === "start" && !(record && lives(record))) return;
    const target = how === "start" && record ? plainState(record.start) : plainState(stable);
    for (const one of here) this.write(one, routesOf(target, one.name));
    if (!holds) {
      this.movedAfterEnd = true;
      return;
    }
    const mark = { by: "somebody", at: new Date(this.nowMs).toISOString() };
    const owed = this.clusters.filter(({ away }) => away).map(({ name }) => name);
    const back =
      how === "start"
        ? { ...backToStart(record, "aborted", mark, "aborted"), owed }
        : ended(record, "aborted", { mark, what: "aborted", current: target, owed });
    this.put({ ...back, epoch: record.epoch + 1, revision: 0 }, here);
  }

  /** The port of a driver in this world. */
  port(home: () => string, chances: Chances = never): DrivePort {
    const mayDie = () => {
      if (chances.dies()) throw new Killed();
    };
    const outcomes = (
      names: readonly string[],
      of: (one: WorldCluster) => ClusterOutcome,
    ): Outcomes => new Map(names.map((name) => [name, of(this.cluster(name))]));
    return {
      read: at(() => {
        mayDie();
        const at = this.cluster(home());
        if (at.away) return { away: `${at.name} does not answer` };
        return {
          nowMs: this.nowMs,
          home: at.copy && { record: at.copy, version: String(at.copyVersion) },
          others: this.clusters.flatMap((one) =>
            one === at || one.away || !one.copy ? [] : [one.copy],
          ),
        };
      }),
      save: at((record, version) => {
        mayDie();
        const at = this.cluster(home());
        if (at.away) return { away: `${at.name} does not answer` };
        if (version !== undefined && version !== String(at.copyVersion)) return "conflict";
        this.put(record, [at]);
        for (const one of this.clusters) {
          mayDie();
          if (one === at || one.away) continue;
          // A copy that holds more than this one stays.
          if (!one.copy || newest([one.copy, record]) === record) this.put(record, [one]);
        }
        return "saved";
      }),
      write: at(({ clusters, before, next }) =>
        outcomes(clusters, (one) => {
          mayDie();
          if (one.away) return { kind: "away", why: "it does not answer" };
          const wanted = routesOf(next, one.name);
          if (one.routes === wanted) return { kind: "taken" };
          if (!before.some((state) => one.routes === routesOf(state, one.name)))
            return { kind: "foreign", why: "another field manager wrote its routes" };
          const seen = one.routesVersion;
          const arrive = () => {
            if (one.routesVersion === seen) this.write(one, wanted);
          };
          if (chances.late()) {
            this.inFlight.push(arrive);
            return { kind: "late", why: "the API server gave no answer in time" };
          }
          arrive();
          mayDie();
          return { kind: "taken" };
        }),
      ),
      update: at((clusters) => {
        const record = this.record!;
        return outcomes(clusters, (one) => {
          mayDie();
          if (one.away) return { kind: "away", why: "it does not answer" };
          this.write(one, routesOf(record.current, one.name));
          return { kind: "taken" };
        });
      }),
      takeBack: at(({ clusters, before, next }) =>
        outcomes(clusters, (one) => {
          mayDie();
          if (one.away) return { kind: "away", why: "it does not answer" };
          const known = [next, ...before].map((state) => routesOf(state, one.name));
          if (!known.includes(one.routes))
            return { kind: "foreign", why: "another field manager wrote its routes" };
          this.write(one, routesOf(next, one.name));
          return { kind: "taken" };
        }),
      ),
      ask: at(() => {
        mayDie();
        return { verdict: chances.verdict(), why: "the gate says so" };
      }),
      record: at(() => {
        mayDie();
        return undefined;
      }),
      refusal: () => undefined,
    };
  }

  private write(one: WorldCluster, routes: string): void {
    [one.routes, one.routesVersion] = [routes, one.routesVersion + 1];
    this.onRoutes(one);
  }
}
