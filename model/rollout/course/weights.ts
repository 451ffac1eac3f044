// How the weights of a rollout went: what its record decided, over time.
import type { ServiceWeights } from "../../release/routing";
import type { RolloutRecord } from "../record";
import { sequenceOf } from "../sequence";
import { stateAt } from "../state-at";
import type { FleetWeights } from "../state";
import { equalWeights } from "../weights";

/** New weights of a service in a cluster. */
export interface WeightChange {
  /** When they were decided, as RFC 3339; routes were written after it. */
  readonly at: string;
  readonly weights: ServiceWeights;
  /** Index of the action that set them. Left out: the start, or the end of the rollout. */
  readonly action?: number;
  /** When proxies had taken them, as RFC 3339. Left out: it is not known, or not so yet. */
  readonly settledAt?: string;
}

/** The weights of a service in a cluster over time, the oldest first; the first are those of the start. */
export interface WeightCourse {
  readonly cluster: string;
  readonly service: string;
  readonly changes: readonly WeightChange[];
}

/** What clusters got at one moment. */
interface Moment extends Omit<WeightChange, "weights"> {
  readonly clusters: readonly string[];
  readonly fleet: FleetWeights;
}

/**
 * The course of each service in each primary cluster. A cluster that was away at the end of the rollout
 * goes on with its old weights until a decision says that it has the new ones.
 */
export function weightCourses(record: RolloutRecord): WeightCourse[] {
  const moments = momentsOf(record);
  return record.primaries.flatMap((cluster) => {
    const here = moments.filter(({ clusters }) => clusters.includes(cluster));
    const services = Object.keys(record.start[cluster]?.services ?? {});
    return services.map((service): WeightCourse => ({
      ...{ cluster, service, changes: changesOf(here, cluster, service) },
    }));
  });
}

function changesOf(moments: readonly Moment[], cluster: string, service: string): WeightChange[] {
  const changes: WeightChange[] = [];
  for (const { clusters: _, fleet, ...moment } of moments) {
    const weights = fleet[cluster]?.services[service];
    const last = changes.at(-1);
    if (weights && !(last && equalWeights(last.weights, weights)))
      changes.push({ ...moment, weights });
  }
  return changes;
}

function momentsOf(record: RolloutRecord): Moment[] {
  const { decisions, primaries, start, startedAt, current, owed } = record;
  const actions = sequenceOf(record);
  const moments: Moment[] = [{ at: startedAt, clusters: primaries, fleet: start }];
  for (const [i, { at, event, action, clusters = [] }] of decisions.entries()) {
    const later = decisions.slice(i + 1);
    if (event === "step" && action !== undefined && actions[action]) {
      const settled = later.find((one) => one.event === "settled" && one.action === action);
      moments.push({
        ...{ at, action, clusters: actions[action].clusters },
        fleet: stateAt(record, action, actions).weights,
        ...(settled && { settledAt: settled.at }),
      });
    } else if (event === "back") {
      moments.push({ at, settledAt: at, clusters, fleet: current.weights });
    } else if (event !== undefined && isEnd(event)) {
      const late = new Set([
        ...owed,
        ...later.flatMap((one) => (one.event === "back" ? (one.clusters ?? []) : [])),
      ]);
      const now = primaries.filter((name) => !late.has(name));
      moments.push({ at, clusters: now, fleet: current.weights });
    }
  }
  return moments;
}

function isEnd(event: string): boolean {
  return event === "done" || event === "aborted" || event === "failed" || event === "undone";
}
