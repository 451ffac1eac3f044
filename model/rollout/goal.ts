// What a rollout leads to: the weights and pods that a release declares for each primary cluster.
import type { WorkloadArgs } from "../manifests/workload-args";
import { isPrimary } from "../release/cluster-role";
import type { Cluster } from "../release/cluster";
import { lanePercent } from "../release/lane-version";
import type { Release } from "../release/release";
import { fixedReplicas } from "../release/replicas";
import { weightsIn } from "../release/weights";
import type { FleetWeights, VersionScale } from "./state";

/** The declared weights and percentages of lanes of all primary clusters, in their order. */
export function goalOf(
  { services, lanes }: Pick<Release, "services" | "lanes">,
  clusters: readonly Cluster[],
): FleetWeights {
  return Object.fromEntries(
    clusters.filter(isPrimary).map((cluster) => [
      cluster.name,
      {
        services: Object.fromEntries(
          Object.entries(services).map(([name, spec]) => [name, weightsIn(cluster, name, spec)]),
        ),
        lanes: Object.fromEntries(
          (lanes?.lanes ?? []).map((lane) => [lane.name, lanePercent(cluster, lane)]),
        ),
      },
    ]),
  );
}

/**
 * The declared pods of all versions in a cluster. A version whose number an autoscaler or another
 * owner decides is left out.
 */
export function podsOf(workloads: readonly WorkloadArgs[]): VersionScale {
  const services: Record<string, Record<string, number>> = {};
  for (const workload of workloads) {
    const pods = fixedReplicas(workload);
    if (pods === undefined) continue;
    services[workload.service] = { ...services[workload.service], [workload.version]: pods };
  }
  return services;
}
