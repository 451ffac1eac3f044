/** Which versions a rollout compares. Pure. */
import type { Pair } from "../../../model/analysis/counts";
import type { RolloutRecord } from "../../../model/rollout/record";
import { gainsOf } from "../../../model/rollout/weights";

/**
 * For each of some services, each version that gains requests in any cluster, beside all other versions
 * that lose them in any: which of them a request reaches is drawn anew in each cluster.
 */
export function pairsOf(
  { start, goal }: Pick<RolloutRecord, "start" | "goal">,
  services: readonly string[],
): Pair[] {
  return services.flatMap((service) => {
    const gaining = new Set<string>();
    const losing = new Set<string>();
    for (const [cluster, { services: weights }] of Object.entries(goal)) {
      const to = weights[service];
      const from = start[cluster]?.services[service] ?? to;
      if (!to || !from) continue;
      for (const version of Object.keys(gainsOf(from, to))) gaining.add(version);
      for (const version of Object.keys(gainsOf(to, from))) losing.add(version);
    }
    return [...gaining].sort().map((canary): Pair => ({
      ...{ service, canary },
      stable: [...losing].filter((version) => version !== canary).sort(),
    }));
  });
}

/** The services of which a rollout moves weights, in their order. */
export function movedServices({ goal }: Pick<RolloutRecord, "goal">): string[] {
  return [...new Set(Object.values(goal).flatMap(({ services }) => Object.keys(services)))];
}
