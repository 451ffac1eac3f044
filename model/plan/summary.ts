// Sums up a plan for the outputs of the stack: the weights in force, and where versions run.
import type { ReleasePlan } from "./plan";
import type { RouteArgs } from "../manifests/route-args";
import type { ServiceWeights, Weights } from "../release/routing";
import { isByOrigin } from "../release/weights";

/** Values by cluster and service, or by service and version. */
type Nested<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

/**
 * The weights in force, by primary cluster, service and version; versions without traffic have 0.
 */
export function weightsByCluster(plan: ReleasePlan): Nested<ServiceWeights> {
  return Object.fromEntries(
    plan.clusters.flatMap(({ cluster, mesh }) =>
      mesh
        ? [[cluster.name, Object.fromEntries(mesh.routes.map((r) => [r.service, inForce(r)]))]]
        : [],
    ),
  );
}

function inForce({ weights, versions }: RouteArgs): ServiceWeights {
  const all = (given: Weights): Weights =>
    Object.fromEntries(versions.map((version) => [version, given[version] ?? 0]));
  if (!isByOrigin(weights)) return all(weights);
  return { gateway: all(weights.gateway), mesh: all(weights.mesh) };
}

/**
 * The clusters that run each version, by service and version; an empty list for a version that is
 * offline.
 */
export function versionPlacement(plan: ReleasePlan): Nested<readonly string[]> {
  return Object.fromEntries(
    plan.resolved.services.map(({ name: service, versions }) => [
      service,
      Object.fromEntries(versions.map(({ name, clusters }) => [name, clusters])),
    ]),
  );
}
