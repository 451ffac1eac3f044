/** Asks all clusters for their ready pods, and waits no longer for the answers than it must. */
import type { ClusterPlan } from "../../model/plan/plan";
import { isOutside } from "../../model/routes/outside";
import { versionedName } from "../../model/release/names";
import type { ClusterApi } from "../cluster-api";
import type { Clock } from "../clock";
import { resultOf, type Result } from "../result";
import type { AbortSettings } from "./aborted";
import { readyDeployments } from "./look";
import {
  mayChange,
  placedIn,
  readinessOf,
  type PodAnswer,
  type Readiness,
  type Version,
} from "./readiness";

/** Milliseconds that an abort waits for clusters that don't say whether they have a ready pod. */
const patienceMs = 1000;

/** What the clusters say of the pods of versions. */
export class ReadyPods {
  private readonly answers = new Map<string, PodAnswer>();
  private readonly asked: readonly Promise<void>[];
  private readonly found = new Map<string, Promise<Readiness>>();

  /** Asks all clusters at once, each as soon as it is open. */
  constructor(
    private readonly settings: AbortSettings,
    plans: readonly ClusterPlan[],
    clients: readonly Promise<Result<Pick<ClusterApi, "list">>>[],
    private readonly clock: Clock,
  ) {
    this.asked = plans.map((plan, i) => this.ask(plan, clients[i]!));
  }

  /**
   * Whether a version has a ready pod: as soon as that is known, after a second at the latest. The
   * first finding holds for all clusters, so that they don't decide differently.
   */
  of(version: Version): Promise<Readiness> {
    const name = versionedName(version.service, version.version);
    const found = this.found.get(name) ?? this.wait(version);
    this.found.set(name, found);
    return found;
  }

  private async ask(
    plan: ClusterPlan,
    client: Promise<Result<Pick<ClusterApi, "list">>>,
  ): Promise<void> {
    const { name } = plan.cluster;
    this.answers.set(name, { state: "pending" });
    const open = await client;
    const told = open.ok ? await resultOf(readyDeployments(open.value, plan)) : open;
    this.answers.set(
      name,
      told.ok ? { state: "told", ready: new Set(told.value) } : { state: "failed" },
    );
  }

  private async wait(version: Version): Promise<Readiness> {
    // Nothing says whether others' pods are ready.
    const service = this.settings.release.services[version.service];
    if (service && isOutside(service, version.version)) return { known: "ready" };
    const placed = placedIn(this.settings, version);
    const find = () => readinessOf(version, this.answers, placed);
    const stop = new AbortController();
    let late = false;
    const limit = this.clock
      .sleep(patienceMs, { signal: stop.signal })
      .then(() => (late = true))
      .catch(() => undefined);
    const settled = new Set<Promise<void>>();
    for (const one of this.asked) void one.then(() => settled.add(one));
    while (mayChange(find(), this.answers) && !late)
      await Promise.race([limit, ...this.asked.filter((one) => !settled.has(one))]);
    stop.abort();
    return find();
  }
}
