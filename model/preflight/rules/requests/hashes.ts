// The rule on hashes that keep no user on one version. GR329.
import type { Path } from "../../../problem";
import { subsetName } from "../../../release/names";
import type { Release, ServiceSpec } from "../../../release/release";
import type { RuleFinding } from "../../finding";
import type { PlannedObjects } from "../../planned-objects";
import { routesOf, type PlannedRoute } from "../../planned-routes";

/**
 * Tells of a consistent hash in a service whose requests split between versions. Envoy chooses the
 * cluster of a split at random, and hashes among the hosts of that cluster: istiod sets no
 * `use_hash_policy` of Envoy's weighted clusters (`applyHTTPRouteDestination` in its
 * pilot/pkg/networking/core/route/route.go).
 */
export function hashes({ clusters, release }: PlannedObjects): RuleFinding[] {
  return clusters
    .flatMap(({ virtualServices }) => virtualServices)
    .flatMap(routesOf)
    .flatMap((route) => told(route, release));
}

function told(route: PlannedRoute, { services }: Release): RuleFinding[] {
  const name = String(route.of.origin[1]);
  const service = services[name];
  const split = (route.spec.route ?? []).filter(({ weight }) => weight !== 0);
  if (!service || service.sticky || split.length < 2) return [];
  const versions = Object.keys(service.versions).filter((version) =>
    split.some(({ destination }) => destination.subset === subsetName(version)),
  );
  const place = hashOf(service, versions);
  if (!place) return [];
  const requests = "name" in route.spec;
  return [
    {
      code: "GR329",
      origin: ["services", name, ...place, "loadBalancer"],
      on: route.of,
      given: `consistentHash, where weights split the ${requests ? "requests" : "connections"} between ${versions.join(" and ")}`,
      allowed: "a hash beside sticky, or where one version gets everything",
      fix: requests
        ? "add `sticky: {}`, which keeps a user on a version by a cookie; the hash chooses the pod then"
        : "send callers to one version by a route with sourceLabels, if they shall stay on it",
    },
  ];
}

/** The place of the hash that holds for one of the versions; undefined if there is none. */
function hashOf(service: ServiceSpec, versions: readonly string[]): Path | undefined {
  const isHash = ({ loadBalancer }: Pick<ServiceSpec, "loadBalancer">) =>
    typeof loadBalancer === "object" && "consistentHash" in loadBalancer;
  const own = versions.find((version) => isHash(service.versions[version] ?? {}));
  if (own !== undefined) return ["versions", own];
  const inherits = versions.some((version) => !service.versions[version]?.loadBalancer);
  return isHash(service) && inherits ? [] : undefined;
}
