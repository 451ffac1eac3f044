/** What the routes of clusters become between two states of a rollout. */
import type { ClusterPlan, ReleasePlan } from "../../../model/plan/plan";
import { withState } from "../../../model/rollout/overlay";
import type { FleetState } from "../../../model/rollout/state";
import type { LaneCluster, RouteChange } from "./port";

/**
 * States of which plans are kept. All clusters of a step ask for the same few: that before it, its own,
 * those of skipped clusters.
 */
const keptPlans = 8;

/** Plans a release with the states of a rollout, each once. */
export class FleetChanges {
  /** By the text of the state, the one used last at the end. */
  private readonly plans = new Map<string, ReleasePlan>();
  /** By the state itself: the text of a large fleet takes time, too. */
  private readonly byState = new WeakMap<FleetState, ReleasePlan>();

  constructor(
    private readonly plan: ReleasePlan,
    private readonly clusters: readonly LaneCluster[],
  ) {}

  /** The release with a state of its rollout. */
  planOf(state: FleetState): ReleasePlan {
    const known = this.byState.get(state);
    if (known) return known;
    const key = JSON.stringify(state);
    const plan = this.plans.get(key) ?? withState(this.plan, state);
    this.byState.set(state, plan);
    this.plans.delete(key);
    this.plans.set(key, plan);
    const [oldest = ""] = this.plans.keys();
    if (this.plans.size > keptPlans) this.plans.delete(oldest);
    return plan;
  }

  /** @throws Error where the stack has no such primary cluster */
  clusterOf(name: string): LaneCluster {
    const found = this.clusters.find(({ cluster }) => cluster.name === name);
    if (!found) throw new Error(`${name} is no primary cluster of the stack`);
    return found;
  }

  /**
   * What the routes of a cluster become.
   *
   * @param before the states that it may have now
   */
  change(name: string, before: readonly FleetState[], next: FleetState): RouteChange {
    const planIn = (state: FleetState): ClusterPlan => {
      const found = this.planOf(state).clusters.find(({ cluster }) => cluster.name === name);
      if (!found) throw new Error(`${name} is no cluster of the stack`);
      return found;
    };
    return { ...this.clusterOf(name), from: before.map(planIn), next: planIn(next) };
  }
}
