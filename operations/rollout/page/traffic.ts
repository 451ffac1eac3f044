/** How requests are split now, for a rollout's page. Pure. */
import type { ServiceWeights } from "../../../model/release/routing";
import { isByOrigin, weightsFrom } from "../../../model/release/weights";
import type { FleetWeights } from "../../../model/rollout/state";
import { gainsOf } from "../../../model/rollout/weights";
import type { ClusterReport } from "../status/report";
import type { TrafficSection, TrafficShare } from "./model";
import { groupedBy } from "./subject";

/** What a split follows from. */
export interface TrafficAbout {
  readonly start: FleetWeights;
  readonly goal: FleetWeights;
  /** The weights that clusters should have. */
  readonly weights: FleetWeights;
  /** What clusters have; none: they were not asked. */
  readonly clusters: readonly ClusterReport[];
}

/** A section for each service and each group of clusters that split its requests alike. */
export function trafficSections(about: TrafficAbout): TrafficSection[] {
  const names = Object.keys(about.weights);
  const services = [
    ...new Set(names.flatMap((name) => Object.keys(about.weights[name]!.services))),
  ];
  return services.flatMap((service) => {
    const all = names.flatMap((cluster) => sectionsIn(about, cluster, service));
    return groupedBy(all, ({ clusters: _, ...rest }) => JSON.stringify(rest)).map((group) => ({
      ...group[0]!,
      clusters: group.flatMap(({ clusters }) => clusters),
    }));
  });
}

function sectionsIn(about: TrafficAbout, cluster: string, service: string): TrafficSection[] {
  const found = about.clusters
    .find(({ name }) => name === cluster)
    ?.services.find(({ name }) => name === service);
  const weights = found?.live ?? about.weights[cluster]?.services[service];
  if (!weights) return [];
  const [from, to] = [about.start, about.goal].map((fleet) => fleet[cluster]?.services[service]);
  const gains = from && to ? gainsOf(from, to) : {};
  const pods = new Map(
    found?.versions.flatMap(({ name, wanted, available }) =>
      wanted === null || available === null
        ? []
        : [[name, `${available} of ${wanted} pods available`] as const],
    ),
  );
  const origins = isByOrigin(weights) ? (["gateway", "mesh"] as const) : ([null] as const);
  return origins.map((origin) => ({
    ...{ service, clusters: [cluster], live: Boolean(found?.live), from: origin },
    shares: sharesOf(weights, origin).map(([version, percent]): TrafficShare => ({
      ...{ version, percent, gains: version in gains, pods: pods.get(version) ?? null },
    })),
  }));
}

function sharesOf(weights: ServiceWeights, origin: "gateway" | "mesh" | null): [string, number][] {
  return Object.entries(weightsFrom(weights, origin ?? "gateway")).sort(([a], [b]) =>
    a.localeCompare(b, "en", { numeric: true }),
  );
}
