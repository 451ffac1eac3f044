// Which names a proxy subscribes to next: the endpoints of a cluster, the routes of a listener, as Envoy reads them off.
// Field numbers: envoy/config/cluster/v3/cluster.proto, envoy/config/listener/v3/{listener,listener_components}.proto,
// envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto.
import { valueOf } from "./delta-xds";
import type { Fields } from "../wire";

/** `Cluster.DiscoveryType.EDS` */
const eds = 3;

const connectionManager =
  "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";

/** Whether the endpoints of a Cluster come by EDS. */
export function hasEndpoints(cluster: Fields): boolean {
  while (cluster.next()) if (cluster.field === 2) return cluster.value === eds;
  return false;
}

/** Names of the route configurations that a Listener takes by RDS. */
export function routesOf(listener: Fields): string[] {
  const names = new Set<string>();
  while (listener.next()) {
    // filter_chains and default_filter_chain
    if (listener.field !== 3 && listener.field !== 25) continue;
    const chain = listener.inner();
    while (chain.next()) {
      if (chain.field !== 3) continue;
      const name = routeOf(chain.inner());
      if (name !== undefined) names.add(name);
    }
  }
  return [...names];
}

function routeOf(filter: Fields): string | undefined {
  while (filter.next()) {
    if (filter.field !== 4) continue;
    const type = filter.inner();
    while (type.next()) if (type.field === 1 && type.text() !== connectionManager) return undefined;
    const manager = valueOf(filter.inner());
    while (manager.next()) {
      if (manager.field !== 3) continue;
      const rds = manager.inner();
      while (rds.next()) if (rds.field === 2) return rds.text();
    }
  }
  return undefined;
}
