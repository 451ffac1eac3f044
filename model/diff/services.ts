// Compares the traffic of all services of a stack; services and clusters that change alike are one.
import { once } from "../once";
import { OutsideNames } from "./outside-names";
import { rowsOf, type ServiceRows } from "./rows";
import type { ClusterObjects, Snapshot } from "./snapshot";
import { changesTraffic, compareTraffic, type TrafficChange } from "./traffic";
import type { VersionNames } from "./version-names";

/** The same change of traffic in some services and clusters. */
export interface TrafficGroup {
  readonly services: readonly string[];
  /** The primary clusters whose gateways and pods send the requests. */
  readonly clusters: readonly string[];
  /** `added`: the service had no routes there; `removed`: it has none any more. */
  readonly change: "added" | "removed" | "changed";
  /** Whether these clusters are new to a stack that had others. */
  readonly joins: boolean;
  readonly traffic: TrafficChange;
}

/** The routes of one cluster by service. */
export type RowsByService = ReadonlyMap<string, ServiceRows>;

/** The routes of each primary cluster of one side of a comparison. */
export function rowsByCluster(
  side: Snapshot,
  names: VersionNames,
  other: Snapshot,
): ReadonlyMap<string, RowsByService> {
  const outside = new OutsideNames(side, other);
  const rowsIn = once((objects: ClusterObjects["objects"]) => rowsOf(objects, names, outside));
  return new Map(
    side.clusters.filter(({ primary }) => primary).map((one) => [one.name, rowsIn(one.objects)]),
  );
}

/** All changes of traffic; services are in the order of their names. */
export function trafficGroups(
  before: ReadonlyMap<string, RowsByService>,
  after: ReadonlyMap<string, RowsByService>,
): TrafficGroup[] {
  const found = new Map<string, { one: TrafficGroup; services: Map<string, string[]> }>();
  for (const cluster of new Set([...after.keys(), ...before.keys()])) {
    const [old, now] = [before.get(cluster), after.get(cluster)];
    const services = new Set([...(now?.keys() ?? []), ...(old?.keys() ?? [])]);
    for (const service of services) {
      const [was, is] = [old?.get(service), now?.get(service)];
      // A fleet has thousands of services that stay as they are.
      if (was && is && textOf(was) === textOf(is)) continue;
      const traffic = compareTraffic(was, is, {
        ...(old && { before: old }),
        ...(now && { after: now }),
      });
      if (was && is && !changesTraffic(traffic)) continue;
      const change = !was ? "added" : !is ? "removed" : "changed";
      const joins = !old && before.size > 0;
      const key = JSON.stringify([change, joins, traffic]);
      const known = found.get(key) ?? {
        one: { services: [], clusters: [], change, joins, traffic },
        services: new Map<string, string[]>(),
      };
      known.services.set(service, [...(known.services.get(service) ?? []), cluster]);
      found.set(key, known);
    }
  }
  return [...found.values()].flatMap(({ one, services }) => byClusters(one, services));
}

const texts = new WeakMap<ServiceRows, string>();

function textOf(rows: ServiceRows): string {
  const text = texts.get(rows) ?? JSON.stringify(rows);
  texts.set(rows, text);
  return text;
}

/** Of services that change alike, those that do so in the same clusters are one group. */
function byClusters(
  one: TrafficGroup,
  services: ReadonlyMap<string, readonly string[]>,
): TrafficGroup[] {
  const groups = new Map<string, { clusters: readonly string[]; services: string[] }>();
  for (const [service, clusters] of services) {
    const key = JSON.stringify(clusters);
    const known = groups.get(key) ?? { clusters, services: [] };
    known.services.push(service);
    groups.set(key, known);
  }
  return [...groups.values()].map(({ clusters, services: names }) => ({
    ...one,
    clusters,
    services: names,
  }));
}
