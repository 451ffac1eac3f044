/** The world of a driver: records, routes, gates and the engine of one stack. */
import type { ReleasePlan } from "../../model/plan/plan";
import { newest, type RolloutRecord } from "../../model/rollout/record";
import type { Action } from "../../model/rollout/sequence";
import type { MetricsPort } from "./analysis/port";
import { unasked } from "./analysis/unasked";
import type { ClusterOutcome, GateVerdict, Outcomes } from "./decide/question";
import type { DrivePort } from "./drive";
import type { NoticePort } from "./notify/port";
import { recordPlace } from "./record/copy";
import { readCopies } from "./record/read";
import { FleetChanges } from "./routes/fleet-changes";
import { backOutcomeOf, outcomeOf } from "./routes/outcomes";
import type { LaneCluster, RouteLane } from "./routes/port";

/** What a driver works with. */
export interface Driving {
  /** The release as the stack declares it. */
  readonly plan: ReleasePlan;
  /** The primary clusters, in their order. */
  readonly clusters: readonly LaneCluster[];
  readonly lane: RouteLane;
  /** The record: see `recordStore()`. */
  readonly store: Pick<DrivePort, "read" | "save">;
  /** Asks a gate. */
  readonly ask: (action: Action, record: RolloutRecord) => Promise<GateVerdict>;
  /** Asks the metrics servers. @default there are none, and analyses hold */
  readonly metrics?: MetricsPort;
  /** Tells people and programs what happens. @default nobody is told */
  readonly notices?: NoticePort;
  /**
   * Updates the stack, where that changes nothing but routes and, if asked, pods.
   *
   * @returns why it did not; undefined where it did
   */
  readonly updateStack: (of: { readonly pods: boolean }) => Promise<string | undefined>;
  /** Whether pods must change before routes go from one plan to the other. */
  readonly needsEngine: (before: ReleasePlan, next: ReleasePlan) => boolean;
  /** Why this checkout must not drive a rollout. */
  readonly refusal: DrivePort["refusal"];
  /** Throws where this process may not write any more: its Lease is over. @default it may */
  readonly check?: () => void;
}

/** The port of a driver for real clusters. */
export class DrivingPort implements DrivePort {
  readonly metrics: MetricsPort;
  readonly notices?: NoticePort;
  private readonly states: FleetChanges;

  constructor(private readonly driving: Driving) {
    this.metrics = driving.metrics ?? unasked("this driver knows none");
    if (driving.notices) this.notices = driving.notices;
    this.states = new FleetChanges(driving.plan, driving.clusters);
  }

  read(): ReturnType<DrivePort["read"]> {
    return this.driving.store.read();
  }

  save(...of: Parameters<DrivePort["save"]>): ReturnType<DrivePort["save"]> {
    return this.driving.store.save(...of);
  }

  async write({
    clusters,
    before,
    next,
    record,
  }: Parameters<DrivePort["write"]>[0]): Promise<Outcomes> {
    const [last] = before;
    if (last && this.driving.needsEngine(this.states.planOf(last), this.states.planOf(next)))
      return this.update(clusters);
    const changes = clusters.map((name) => ({
      ...this.states.change(name, before, next),
      mayWrite: () => this.endedIn(name, record),
    }));
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
    const changes = clusters.map((name) => this.states.change(name, before, next));
    const written = await this.driving.lane.takeBack(changes);
    return new Map(written.map((one) => [one.cluster, backOutcomeOf(one)]));
  }

  ask(action: Action, record: RolloutRecord): Promise<GateVerdict> {
    return this.driving.ask(action, record);
  }

  record({ spec }: RolloutRecord): Promise<string | undefined> {
    // The end gives versions their declared pods back.
    return this.driving.updateStack({ pods: spec.steps.some((one) => "setCanaryScale" in one) });
  }

  refusal(record: RolloutRecord): string | undefined {
    return this.driving.refusal(record);
  }

  /** Why a cluster must not get a step of a record: its own copy holds more. */
  private async endedIn(name: string, record: RolloutRecord): Promise<string | undefined> {
    const { client } = this.states.clusterOf(name);
    const place = recordPlace(this.driving.plan.release);
    const [copy] = await readCopies(place, [{ cluster: name, client }]);
    if (copy && "why" in copy) return copy.why;
    if (copy?.kind !== "record" || newest([record, copy.record]) === record) return undefined;
    const { by, what } = copy.record.decisions.at(-1) ?? {};
    return `another writer has the rollout there${by === undefined ? "" : `: ${by}, ${what}`}`;
  }
}
