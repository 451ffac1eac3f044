/** Keeps an ordinary update in step with a rollout, from its first look to its end. */
import type { ClusterPlan, ReleasePlan } from "../../../model/plan/plan";
import { lives, type Mark, type RolloutRecord } from "../../../model/rollout/record";
import { losingVersions, templatesOf } from "../../../model/rollout/template-hash";
import type { ReachedCluster } from "../../clusters/reached";
import { reapplyUnrecorded } from "../../drift/reapply";
import { writtenRefusal } from "../../guard/decide";
import { RefusalError } from "../../refusal";
import type { Reporter } from "../../reporter";
import { settledServices } from "../../stable/decide";
import { countedAnew, ended, otherPods, settledOwed } from "../decide/transitions";
import { recordPlace } from "../record/copy";
import { copyTo } from "../record/copy-to";
import { OtherDriverError, saveAtHome } from "../record/save";
import { isSameState, isSameWrite, unexplained } from "./explain";
import { readOverlay, recordClusters, type Overlaid, type RolloutUpdate } from "./read";

/** How often an update looks for a step that was written beside it. */
const mostLooks = 3;

/**
 * An update beside a rollout. It never moves a weight back: it looks again before routes move and
 * writes the weights that hold then; and once more when it has written, because a step may have been
 * on its way between the two.
 */
export class BesideRollout {
  /** The plan whose routes the update writes; it resolves before routes move. */
  readonly routes: Promise<ReleasePlan>;
  private decided!: (plan: ReleasePlan) => void;
  private now: Overlaid;

  /**
   * @param first what the update found when it began
   * @param declared the clusters with what the release declares
   */
  constructor(
    private readonly first: Overlaid,
    private readonly declared: readonly ReachedCluster[],
    private readonly about: RolloutUpdate & { readonly reporter: Reporter },
  ) {
    this.now = first;
    this.routes = new Promise((done) => (this.decided = done));
  }

  /** The clusters with the plan that holds now. */
  get reached(): readonly ReachedCluster[] {
    return this.now.reached;
  }

  /**
   * Looks again before routes move. A rollout that runs nowhere any more ends before that.
   *
   * @param written the routes that changed since the update began
   * @returns whether the weights are others than at the beginning
   * @throws RefusalError where somebody else wrote routes, or the update no longer goes with the rollout
   */
  async beforeRoutes(written: readonly string[]): Promise<boolean> {
    const again = await this.look("This update moved no route.");
    const refusal = writtenRefusal(unexplained(written, this.first, again));
    if (refusal !== undefined) throw new RefusalError(refusal);
    if (again.overlay.orphaned && again.overlay.record)
      await this.write(again, (record, mark) =>
        ended(record, "aborted", {
          ...{ mark, current: record.current, owed: [] },
          what: "the rollout ended, because no cluster had routes of it any more",
        }),
      );
    this.now = again;
    this.decided(again.plan);
    const moved = !isSameState(this.first.overlay.state, again.overlay.state);
    if (moved)
      this.about.reporter.info(
        "The rollout moved weights while this update ran: the update writes those.",
      );
    return moved;
  }

  /**
   * Compares after the routes were written: where the record holds newer weights than those, it
   * writes these.
   *
   * @returns whether it wrote any
   * @throws RefusalError where the update no longer goes with the rollout
   */
  async afterRoutes(): Promise<boolean> {
    let wrote = false;
    for (let looks = 0; looks < mostLooks; looks++) {
      const again = await this.look(
        "The routes have the weights that held when they were written.",
      );
      const { overlay } = this.now;
      const same =
        isSameWrite(overlay.record, again.overlay.record) ||
        isSameState(overlay.state, again.overlay.state);
      if (same) break;
      this.now = again;
      const { reporter } = this.about;
      wrote = (await reapplyUnrecorded(again.reached, "routes", { reporter })) || wrote;
    }
    return wrote;
  }

  /**
   * Notes in the record what a driver can't see: that clusters have what an ended rollout owed them,
   * once proxies synced the routes; or, while it runs, that versions have other pods. Where that can't
   * be written, it warns: the next update does the same again.
   */
  async end(): Promise<void> {
    const { record } = this.now.overlay;
    if (record && lives(record)) return this.noteOtherPods(record);
    const paid = this.reached
      .map(({ cluster }) => cluster.name)
      .filter((name) => record?.owed.includes(name));
    if (!record || paid.length === 0) return;
    try {
      await this.write(this.now, (now, mark) => settledOwed(now, paid, mark));
    } catch (error) {
      this.about.reporter.warn(
        `The record of the rollout does not say that traffic is back in ${paid.join(", ")}: ${(error as Error).message}. The next update notes it.`,
      );
    }
  }

  /**
   * Notes in the record of a rollout that versions that lose traffic have other pods now. A driver may
   * write at the same time, so it is tried more than once.
   */
  private async noteOtherPods(first: RolloutRecord): Promise<void> {
    const { plan } = this.now;
    const losing = templatesOf(plan.clusters, losingVersions(first.start, first.goal));
    for (let tries = 1; otherPods(first, losing).length > 0; tries++) {
      try {
        const now = await this.look("Its pods and routes are written.");
        const { record } = now.overlay;
        if (record && lives(record) && otherPods(record, losing).length > 0)
          await this.write(now, (one, mark) => countedAnew(one, losing, mark));
        return;
      } catch (error) {
        if (error instanceof OtherDriverError && tries < mostLooks) continue;
        const names = otherPods(first, losing).join(", ");
        this.about.reporter.warn(
          `The record of the rollout does not say that ${names} got other pods: ${(error as Error).message}. Its metrics count what came before, too, until another update notes it.`,
        );
        return;
      }
    }
  }

  /** The services that one version has alone, as far as no rollout is on its way with them. */
  settled(plans: readonly ClusterPlan[]): ReadonlyMap<string, string> {
    return settledBeside(plans, this.now.overlay.record);
  }

  private look(touched: string): Promise<Overlaid> {
    return readOverlay(this.declared, { ...this.about, touched }, "routes");
  }

  /** Writes the record at home, if it still has there what was read; then everywhere. */
  private async write(
    { overlay: { record }, copies, plan }: Overlaid,
    change: (record: RolloutRecord, mark: Mark) => RolloutRecord,
  ): Promise<void> {
    const place = recordPlace(plan.release);
    const clusters = recordClusters(this.reached);
    const times = copies.flatMap((one) => ("nowMs" in one ? [one.nowMs] : []));
    const at = new Date(times[0] ?? 0).toISOString();
    const next = change(record!, { by: `an update of stack ${this.about.stack}`, at });
    const home = clusters.find(({ cluster }) => cluster === next.home);
    const client = await home?.client;
    if (home && client?.ok) {
      const seen = copies.find(({ cluster }) => cluster === home.cluster);
      const version = seen?.kind === "record" ? seen.version : undefined;
      await saveAtHome({ place, cluster: home.cluster, api: client.value }, next, version);
    }
    await copyTo(place, clusters, next, { seen: copies });
  }
}

/**
 * The services that one version has alone. While a rollout runs, its services are none of them: a
 * version that has all requests of a step is no stable version before the rollout is done.
 */
export function settledBeside(
  plans: readonly ClusterPlan[],
  record: RolloutRecord | undefined,
): ReadonlyMap<string, string> {
  const settled = settledServices(plans);
  if (!record || !lives(record)) return settled;
  const moved = new Set(
    Object.values(record.goal).flatMap(({ services }) => Object.keys(services)),
  );
  return new Map([...settled].filter(([service]) => !moved.has(service)));
}
