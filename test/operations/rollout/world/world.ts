// A world of clusters for specs of rollouts: records, routes, drivers that die, writes that come late.
import type {
  ClusterOutcome,
  Outcomes,
  GateVerdict,
} from "../../../../operations/rollout/decide/question";
import { backToStart, ended, settledOwed } from "../../../../operations/rollout/decide/transitions";
import type { DrivePort } from "../../../../operations/rollout/drive";
import { lives, newest, type RolloutRecord } from "../../../../model/rollout/record";
import { plainState } from "../../../../model/rollout/state-at";
import type { FleetState, FleetWeights } from "../../../../model/rollout/state";
import { metricsOf } from "./metrics";
import type { WorldReceiver } from "./notices";

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
  /** What others do between two calls of the driver. */
  between(): void;
  /** What a gate says. */
  verdict(): GateVerdict["verdict"];
}

const never: Chances = {
  dies: () => false,
  late: () => false,
  between: () => undefined,
  verdict: () => "pass",
};

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
  /** Whether the version that gains requests fails all of them, or what share, 0 to 1. */
  bad: boolean | number = false;
  /** Writes that have not arrived yet. */
  readonly inFlight: (() => void)[] = [];
  /** Whether an abort moved traffic that no record held, as far as it could see. */
  movedAfterEnd = false;
  /** Who is told what happens. */
  receiver?: WorldReceiver;
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

  /**
   * `gray rollout abort` and `gray abort`, in the moments between which a driver may do anything: the
   * routes are written, or marked, in each cluster that answers; then the record there, which owes all
   * clusters these weights; then they are marked again, and written once more where a driver has
   * moved them meanwhile; only then the record owes them nothing.
   */
  abort(how: "start" | "stable", stable: FleetWeights): (() => void)[] {
    const here = this.clusters.filter(({ away }) => !away);
    const found = newest(here.flatMap(({ copy }) => copy ?? []));
    if (how === "start" && !(found && lives(found))) return [];
    const target = how === "start" && found ? plainState(found.start) : plainState(stable);
    const routes = () => {
      for (const one of here) if (!one.away) this.write(one, routesOf(target, one.name));
    };
    const record = () => {
      const answering = here.filter(({ away }) => !away);
      const now = newest(answering.flatMap(({ copy }) => copy ?? []));
      if (!now || !(lives(now) || now.owed.length > 0)) {
        this.movedAfterEnd = true;
        return;
      }
      const mark = { by: "somebody", at: new Date(this.nowMs).toISOString() };
      const owed = this.clusters.map(({ name }) => name);
      const back =
        how === "start" && lives(now)
          ? { ...backToStart(now, "aborted", mark, "aborted"), owed }
          : ended(now, "aborted", { mark, what: "aborted", current: target, owed });
      this.put({ ...back, epoch: now.epoch + 1, revision: 0 }, answering);
    };
    const paid = () => {
      const answering = here.filter(({ away, copy }) => !away && copy);
      const done = answering.filter((one) => one.routes === routesOf(target, one.name));
      const now = newest(answering.flatMap(({ copy }) => copy ?? []));
      if (!now || lives(now)) return;
      const mark = { by: "somebody", at: new Date(this.nowMs).toISOString() };
      const names = done.map(({ name }) => name);
      this.put(settledOwed(now, names, mark), answering);
    };
    return [routes, record, routes, paid];
  }

  /** The port of a driver in this world. */
  port(home: () => string, chances: Chances = never): DrivePort {
    const mayDie = () => {
      chances.between();
      if (chances.dies()) throw new Killed();
    };
    const outcomes = (
      names: readonly string[],
      of: (one: WorldCluster) => ClusterOutcome,
    ): Outcomes => new Map(names.map((name) => [name, of(this.cluster(name))]));
    const metrics = metricsOf({
      servers: () => this.clusters.map(({ name, away }) => ({ id: name, away })),
      bad: () => Number(this.bad),
    });
    return {
      ...(this.receiver && { notices: this.receiver.messenger() }),
      metrics: {
        servers: metrics.servers,
        poll: async (question) => {
          mayDie();
          const answer = await metrics.poll(question);
          mayDie();
          return answer;
        },
      },
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
      write: at(({ clusters, before, next, record }) =>
        outcomes(clusters, (one) => {
          mayDie();
          if (one.away) return { kind: "away", why: "it does not answer" };
          const [read, seen] = [one.routes, one.routesVersion];
          mayDie();
          if (one.copy && newest([record, one.copy]) !== record)
            return { kind: "late", why: "another writer has the rollout" };
          mayDie();
          const wanted = routesOf(next, one.name);
          if (read === wanted) return { kind: "taken" };
          if (!before.some((state) => read === routesOf(state, one.name)))
            return { kind: "foreign", why: "another field manager wrote its routes" };
          const conflicts = () => one.away || one.routesVersion !== seen;
          const arrive = () => {
            if (!conflicts()) this.write(one, wanted);
          };
          if (chances.late()) {
            this.inFlight.push(arrive);
            return { kind: "late", why: "the API server gave no answer in time" };
          }
          if (conflicts()) return { kind: "late", why: "the routes changed meanwhile" };
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
