/**
 * What happens around the stages of one update: the guard of the routes, re-applied objects,
 * reports, synced proxies.
 */
import type { StackSettings } from "../../model/config/settings";
import type { Stage } from "../../model/kinds";
import { systemClock, type Clock } from "../clock";
import type { ReachedCluster } from "../clusters/reached";
import { takeAgreed } from "../drift/agreed";
import { reapplyUnrecorded } from "../drift/reapply";
import type { BegunStart } from "./begin";
import { RouteGuard } from "../guard/run";
import { refuseTooFewPods } from "../limits/ready-pods";
import { reportUnready } from "../pods/report";
import { RefusalError } from "../refusal";
import type { BesideRollout } from "../rollout/overlay/beside";
import type { Reporter } from "../reporter";
import { withRaisedIn } from "../scale/decide";
import { changeOwners, ownNumbers, untilScaled, type ClusterChanges } from "../scale/run";
import { missingNotes, stableVersions, type StableVersions } from "../stable/decide";
import { writeNotes } from "../stable/run";
import type { Sync } from "../sync/port";
import { MeshSync } from "../sync/run";
import { knownOrRefused } from "../sync/unknown";
import { refuseUnavailable } from "../without/available";
import type { FirstVersion } from "../without/decide";

/** What an update needs to know. */
export interface UpdateOptions {
  readonly settings: Pick<StackSettings, "settle" | "ready">;
  /** What the update found when it began; rejected where it is refused. */
  readonly start: Promise<BegunStart>;
  /** Versions whose pods must be available before routes lead to them. @default none */
  readonly firsts?: readonly FirstVersion[];
  /** Other work with the clusters' clients, which must end before they are closed. @default none */
  readonly otherWork?: Promise<unknown>;
  /** Keeps the update in step with a rollout. @default the release declares none */
  readonly beside?: BesideRollout;
  readonly reporter: Reporter;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/** Lets the stages of an update pass safely, in all clusters. */
export class UpdateSync implements Sync {
  private readonly guard: RouteGuard;
  private readonly mesh: MeshSync;
  private readonly clock: Clock;
  /** The stable versions that clusters note when the update ends; pending where it fails. */
  readonly stable: Promise<StableVersions>;
  private noted!: (versions: StableVersions) => void;
  /** Resolves when the pods that larger shares need are ready. */
  private readonly scaled: Promise<void>;
  private markScaled!: () => void;
  /** Whether a rollout moved weights since the update began. */
  private moved = false;

  constructor(
    private readonly reached: readonly ReachedCluster[],
    private readonly options: UpdateOptions,
  ) {
    const { settings, reporter, start } = options;
    this.clock = options.clock ?? systemClock;
    this.stable = new Promise((done) => (this.noted = done));
    this.scaled = new Promise((done) => (this.markScaled = done));
    this.guard = new RouteGuard(reached);
    this.mesh = new MeshSync(reached, {
      settle: settings.settle,
      reporter,
      clock: this.clock,
      mayBegin: start,
    });
  }

  /** The clusters with what the update applies. */
  private get planned(): readonly ReachedCluster[] {
    return this.options.beside?.reached ?? this.reached;
  }

  async before(stage: Stage): Promise<void> {
    await this.mesh.before(stage);
    if (stage === "workloads") await this.changing(stage, changeOwners);
    if (stage !== "routes") return;
    const { beside } = this.options;
    await refuseUnavailable(this.reached, this.options.firsts ?? []);
    const { limited } = await this.options.start;
    if (limited) await refuseTooFewPods(this.reached, limited.context, limited.growing);
    if (beside) this.moved = await beside.beforeRoutes(await this.guard.written());
    else await this.guard.check();
  }

  async upToDate(stage: Stage): Promise<boolean> {
    if (stage === "routes" && this.moved) return false;
    return (await this.options.start).upToDate.has(stage);
  }

  during(stage: Stage, done: Promise<void>): void {
    const { settings, reporter } = this.options;
    if (stage === "workloads")
      void reportUnready(this.reached, Promise.all([done, this.scaled]), {
        readySeconds: settings.ready,
        reporter,
        clock: this.clock,
      });
  }

  async after(stage: Stage, changed: boolean): Promise<void> {
    const reapplied = !(await this.upToDate(stage)) && (await this.reapply(stage));
    if (stage === "workloads") await this.scale(stage);
    const newer = stage === "routes" && (await this.newerWeights());
    await this.mesh.after(stage, changed || reapplied || newer);
  }

  /**
   * Notes the stable versions that the update leaves, takes field ownership where others own fields,
   * too, reports how long proxies took and closes all connections.
   */
  async end(): Promise<void> {
    await this.mesh.end();
    await this.options.beside?.end();
    await this.note();
    await this.takeAgreed();
    await this.options.otherWork?.catch(() => undefined);
    for (const { client } of this.reached) client?.close();
  }

  /** The versions that one service each has alone now; only after proxies synced the routes. */
  private async note(): Promise<void> {
    const { notes } = await this.options.start;
    const { beside } = this.options;
    const plans = this.planned.map(({ plan }) => plan);
    const clients = new Map(this.reached.map(({ cluster, client }) => [cluster.name, client]));
    const written = await writeNotes(
      missingNotes(plans, notes, beside?.settled(plans)),
      (cluster) => clients.get(cluster),
      this.options.reporter,
    );
    this.noted(stableVersions(plans, notes, written));
  }

  /** Makes the stack the only owner of fields that others wrote with the declared values. */
  private async takeAgreed(): Promise<void> {
    const { agreed } = await this.options.start;
    const objects = this.reached.flatMap(({ cluster: { name }, client }) =>
      client ? (agreed.get(name) ?? []).map((object) => ({ cluster: name, client, object })) : [],
    );
    await takeAgreed(objects, this.options.reporter);
  }

  /** Makes the release the owner of the numbers that it declares, and waits for those of autoscalers. */
  private async scale(stage: Stage): Promise<void> {
    const { reached, clock } = this;
    await this.changing(stage, ownNumbers);
    const { targets } = (await this.options.start).scaling;
    const limitSeconds = this.options.settings.ready;
    const run = () => untilScaled(reached, targets, { limitSeconds, clock });
    const isFinal = (error: Error) => error instanceof RefusalError;
    await knownOrRefused(stage, run, { reached, clock, isFinal });
    this.markScaled();
  }

  private async changing(
    stage: Stage,
    write: (parts: readonly ClusterChanges[]) => Promise<void>,
  ): Promise<void> {
    const { reached, clock } = this;
    const { scale } = await this.options.start;
    const parts = reached.flatMap(({ cluster, client }): ClusterChanges[] => {
      const { changes = [] } = scale.get(cluster.name) ?? {};
      return client && changes.length > 0 ? [{ client, changes }] : [];
    });
    await knownOrRefused(stage, () => write(parts), { reached, clock });
  }

  /** @returns whether it wrote weights of a step that a rollout took meanwhile */
  private async newerWeights(): Promise<boolean> {
    const { beside } = this.options;
    const { reached, clock } = this;
    if (!beside) return false;
    const isFinal = (error: Error) => error instanceof RefusalError;
    return knownOrRefused("routes", () => beside.afterRoutes(), { reached, clock, isFinal });
  }

  /** @returns whether it wrote any object again */
  private async reapply(stage: Stage): Promise<boolean> {
    const { clock } = this;
    const { reporter } = this.options;
    const reached = this.planned;
    const { raised } = (await this.options.start).scaling;
    const applied = raised.length === 0 ? reached : reached.map((one) => withRaisedIn(one, raised));
    const run = () => reapplyUnrecorded(applied, stage, { reporter, clock });
    return knownOrRefused(stage, run, { reached, clock });
  }
}
