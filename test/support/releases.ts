// Clusters, services and releases that specs share.
import type { Cluster } from "../../model/release/cluster";
import type { RouteArgs } from "../../model/manifests/route-args";
import {
  virtualServiceManifest,
  type VirtualServiceManifest,
} from "../../model/manifests/virtual-service";
import type { Release, ServiceSpec } from "../../model/release/release";
import type { RouteSpec, Weights } from "../../model/release/routing";

export const west: Cluster = { name: "west", kubeconfig: "west.kubeconfig" };
export const east: Cluster = { name: "east", kubeconfig: "east.kubeconfig" };
/** A cluster that only runs workloads. */
export const outpost: Cluster = { name: "outpost", kubeconfig: "o.kubeconfig", role: "remote" };

/** A service with versions v1 in west and v2 in east, all traffic on v1. */
export function service(changes: Partial<ServiceSpec> = {}): ServiceSpec {
  return {
    port: 5000,
    versions: {
      v1: { image: "ghcr.io/acme/hello:1.0", clusters: ["west"] },
      v2: { image: "ghcr.io/acme/hello:2.0", clusters: ["east"] },
    },
    weights: { v1: 100 },
    ...changes,
  };
}

/** A release of one exposed service `hello`, unless `changes` say otherwise. */
export function release(changes: Partial<Release> = {}): Release {
  return {
    name: "demo",
    namespace: "gray-demo",
    gateway: {},
    services: { hello: service({ expose: true }) },
    ...changes,
  };
}

/**
 * What makes the VirtualService of a service `cart` with versions v1 and v2 in the namespace
 * `shop`, all traffic on v1.
 */
export const cart: RouteArgs = {
  namespace: "shop",
  service: "cart",
  name: "cart",
  port: 80,
  defaultRoute: "http-80",
  versions: ["v1", "v2"],
  weights: { v1: 100 },
};

/** The VirtualService of {@link cart} with other weights, and with routes. */
export function cartRoute(
  weights: Weights,
  routes: readonly RouteSpec[] = [],
): VirtualServiceManifest {
  return virtualServiceManifest({ ...cart, weights, routes });
}
