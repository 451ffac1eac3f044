/** A config with all traffic of services on one version each, as an abort plans it. Pure. */
import type { StackSettings } from "../../model/config/settings";
import { planRelease, type ClusterPlan } from "../../model/plan/plan";
import type { Cluster } from "../../model/release/cluster";
import { lanePercent } from "../../model/release/lane-version";
import type { ServiceSpec } from "../../model/release/release";
import { allOn } from "./targets";

/** The part of the settings that routes depend on. */
export type AbortSettings = Pick<StackSettings, "release" | "clusters">;

/** Plans clusters after an abort, given the version of each service that it brings back. */
export type PlanAborted = (versions: ReadonlyMap<string, string>) => readonly ClusterPlan[];

/** A planner that plans once for all clusters which go back to the same versions. */
export function planAborted(settings: AbortSettings): PlanAborted {
  const plans = new Map<string, readonly ClusterPlan[]>();
  return (versions) => {
    const key = JSON.stringify([...versions].sort());
    const known = plans.get(key);
    if (known) return known;
    const { release, clusters } = aborted(settings, versions);
    const planned = planRelease(release, clusters).clusters;
    plans.set(key, planned);
    return planned;
  };
}

/**
 * The lanes that requests enter by a percentage at the gateway of some cluster; an abort closes
 * them.
 */
export function entryLanes({ release: { lanes }, clusters }: AbortSettings): string[] {
  return (lanes?.lanes ?? [])
    .filter((lane) => [{}, ...clusters].some((cluster) => lanePercent(cluster, lane) > 0))
    .map(({ name }) => name);
}

function aborted(
  { release, clusters }: AbortSettings,
  versions: ReadonlyMap<string, string>,
): AbortSettings {
  const services = Object.entries(release.services).map(
    ([service, spec]): [string, ServiceSpec] => {
      const version = versions.get(service);
      return [
        service,
        version === undefined ? spec : { ...spec, weights: allOn(version, spec.weights) },
      ];
    },
  );
  const { lanes } = release;
  const closed = (lanes?.lanes ?? []).map((lane) => ({ ...lane, weight: 0 }));
  return {
    release: {
      ...release,
      services: Object.fromEntries(services),
      ...(lanes && { lanes: { ...lanes, lanes: closed } }),
    },
    clusters: clusters.map((cluster): Cluster => {
      const own = Object.entries(cluster.weights ?? {}).filter(
        ([service]) => !versions.has(service),
      );
      // The release says 0 for all lanes now.
      const { lanes: _lanes, ...rest } = cluster;
      return { ...rest, weights: Object.fromEntries(own) };
    }),
  };
}
