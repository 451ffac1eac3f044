/** The world of a driver: records, routes, gates and the engine of one stack. */
import { fieldManager } from "../../model/manifests/ownership";
import type { ClusterPlan, ReleasePlan } from "../../model/plan/plan";
import { newest, type RolloutRecord } from "../../model/rollout/record";
import { withState } from "../../model/rollout/overlay";
import type { Action } from "../../model/rollout/sequence";
import type { FleetState } from "../../model/rollout/state";
import type { ClusterApi } from "../cluster-api";
import { systemClock, type Clock } from "../clock";
import type { Result } from "../result";
import type { ClusterOutcome, Outcomes, Verdict } from "./decide/question";
import type { DrivePort } from "./drive";
import type { Copy, RecordPlace } from "./record/copy";
import { copyTo } from "./record/copy-to";
import { readCopies } from "./record/read";
import { OtherDriverError, saveAtHome } from "./record/save";
import { needsEngine } from "./routes/needs-engine";
import type {
  LaneCluster,
  RouteChange,
  RouteLane,
  RouteOutcome,
  RouteTrouble,
} from "./routes/port";

/** What a driver works with. */
export interface Driving {
  /** The release as the stack declares it. */
  readonly plan: ReleasePlan;
  /** The primary clusters, in their order. */
  readonly clusters: readonly LaneCluster[];
  readonly lane: RouteLane;
  /** Asks a gate. */
  readonly ask: (action: Action, record: RolloutRecord) => Promise<Verdict>;
  /**
   * Updates the stack, where that changes nothing but routes and, if asked, pods.
   *
   * @returns why it did not; undefined where it did
   */
  readonly updateStack: (of: { readonly pods: boolean }) => Promise<string | undefined>;
  /** Why this checkout must not drive a rollout. */
  readonly refusal: DrivePort["refusal"];
  /** The cluster that is to become the home. @default the record's own, or the first one */
  readonly home?: string;
  /** Throws where this process may not write any more: its Lease is over. @default it may */
  readonly check?: () => void;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/** The port of a driver for real clusters. */
export class DrivingPort implements DrivePort {
  private copies: readonly Copy[] = [];
  private home = "";
  /** The last plans by state: each is the next one of a step and the one before of its follower. */
  private readonly plans = new Map<string, ReleasePlan>();

  constructor(private readonly driving: Driving) {}

  async read(): ReturnType<DrivePort["read"]> {
    const { clusters, clock = systemClock } = this.driving;
    const all = clusters.map(({ cluster, client }) => ({ cluster: cluster.name, client }));
    this.copies = await readCopies(this.place, all, { clock });
    const records = this.copies.flatMap((one) => (one.kind === "record" ? [one.record] : []));
    const first = clusters[0]?.cluster.name ?? "";
    this.home = this.driving.home ?? newest(records)?.home ?? first;
    const home = this.copies.find(({ cluster }) => cluster === this.home);
    if (!home) return { away: `${this.home} is no primary cluster of the stack` };
    if (home.kind !== "record" && home.kind !== "none")
      return { away: `${home.cluster}: ${home.why}` };
    return {
      nowMs: home.nowMs,
      home: home.kind === "record" ? { record: home.record, version: home.version } : undefined,
      others: this.copies.flatMap((one) =>
        one !== home && one.kind === "record" ? [one.record] : [],
      ),
    };
  }

  async save(record: RolloutRecord, version: string | undefined): ReturnType<DrivePort["save"]> {
    const { clusters, check, clock = systemClock } = this.driving;
    const home = this.clusterOf(this.home);
    const client = await home.client;
    if (!client.ok) return { away: `${this.home}: ${client.failure}` };
    check?.();
    const at = { place: this.place, cluster: this.home, api: client.value, clock };
    try {
      await saveAtHome(at, record, version);
    } catch (error) {
      if (error instanceof OtherDriverError) return "conflict";
      return { away: `${this.home}: ${(error as Error).message}` };
    }
    const others = clusters
      .filter((one) => one !== home)
      .map(({ cluster, client: api }) => ({ cluster: cluster.name, client: api }));
    await copyTo(this.place, others, record, { clock, seen: this.copies });
    return "saved";
  }

  async write({ clusters, before, next }: Parameters<DrivePort["write"]>[0]): Promise<Outcomes> {
    const [last] = before;
    if (last && needsEngine(this.planOf(last), this.planOf(next))) return this.update(clusters);
    const changes = clusters.map((name) => this.change(name, before, next));
    this.driving.check?.();
    const written = await this.driving.lane.writeStep(changes);
    const troubled = new Map(written.map((one) => [one.cluster, outcomeOf(one)]));
    const whole = changes.filter(({ cluster }) => troubled.get(cluster.name)?.kind === "taken");
    const settled = whole.length > 0 ? await this.driving.lane.settle(whole) : [];
    for (const { cluster, stale } of settled)
      if (stale !== undefined) troubled.set(cluster, { kind: "late", why: stale });
    return troubled;
  }

  async update(clusters: readonly string[]): Promise<Outcomes> {
    this.driving.check?.();
    const why = await this.driving.updateStack({ pods: true });
    const outcome: ClusterOutcome = why === undefined ? { kind: "taken" } : { kind: "late", why };
    return new Map(clusters.map((name) => [name, outcome]));
  }

  async takeBack({
    clusters,
    before,
    next,
  }: Parameters<DrivePort["takeBack"]>[0]): Promise<Outcomes> {
    const changes = clusters.map((name) => this.change(name, before, next));
    const written = await this.driving.lane.takeBack(changes);
    return new Map(written.map((one) => [one.cluster, outcomeOf(one)]));
  }

  ask(action: Action, record: RolloutRecord): Promise<Verdict> {
    return this.driving.ask(action, record);
  }

  record(): Promise<string | undefined> {
    return this.driving.updateStack({ pods: false });
  }

  refusal(record: RolloutRecord): string | undefined {
    return this.driving.refusal(record);
  }

  private get place(): RecordPlace {
    const { name, namespace } = this.driving.plan.release;
    return { release: name, namespace };
  }

  private clusterOf(name: string): LaneCluster {
    const found = this.driving.clusters.find(({ cluster }) => cluster.name === name);
    if (!found) throw new Error(`${name} is no primary cluster of the stack`);
    return found;
  }

  private change(name: string, before: readonly FleetState[], next: FleetState): RouteChange {
    const planIn = (state: FleetState): ClusterPlan => {
      const found = this.planOf(state).clusters.find(({ cluster }) => cluster.name === name);
      if (!found) throw new Error(`${name} is no cluster of the stack`);
      return found;
    };
    return { ...this.clusterOf(name), from: before.map(planIn), next: planIn(next) };
  }

  private planOf(state: FleetState): ReleasePlan {
    const key = JSON.stringify(state);
    const plan = this.plans.get(key) ?? withState(this.driving.plan, state);
    this.plans.delete(key);
    this.plans.set(key, plan);
    // The state before a step, its own, and one of a cluster that was skipped.
    const [oldest = ""] = this.plans.keys();
    if (this.plans.size > 3) this.plans.delete(oldest);
    return plan;
  }
}

/** A client of a primary cluster, as soon as there is one. */
export type ClusterClient = Promise<Result<ClusterApi>>;

function outcomeOf({ trouble }: RouteOutcome): ClusterOutcome {
  if (!trouble) return { kind: "taken" };
  switch (trouble.kind) {
    case "other":
      return { kind: "foreign", why: writersOf(trouble) };
    case "missing":
      return {
        kind: "late",
        why: `it lacks ${trouble.routes.join(", ")}, which an update of the stack makes`,
      };
    case "failed":
      return { kind: "away", why: trouble.failure };
  }
}

/** Who wrote routes that no plan of the rollout holds. */
function writersOf({ drift }: Extract<RouteTrouble, { readonly kind: "other" }>): string {
  const lines = drift.map(({ object, manager, path }) => {
    const who =
      manager === fieldManager
        ? "another run of gray-release"
        : (manager ?? "an unknown field manager");
    return `${who} wrote ${object}${path === undefined ? "" : ` (${path})`}`;
  });
  return [...new Set(lines)].join("; ");
}
