import type { Cluster } from "../cluster";
import { conditions, covers } from "../match";
import { formatPath, show, type Path, type Problem } from "../problem";
import type { ServiceSpec } from "../release";
import type { RouteSpec } from "../routing";
import { checkKnown, checkPlaced, checkWeights } from "./weights";

/** Each route has a name of its own, a condition that some request can meet, and somewhere to go. */
export function checkRoutes(
  service: ServiceSpec,
  clusters: readonly Cluster[],
  root: Path,
): Problem[] {
  const routes = service.routes ?? [];
  return routes.flatMap((route, i) => {
    const path = [...root, i];
    return [
      ...checkName(route, routes.slice(0, i), path),
      ...checkMatch(route, routes.slice(0, i), path),
      ...checkTarget(route, service, clusters, [...path, "to"]),
    ];
  });
}

function checkName(route: RouteSpec, earlier: readonly RouteSpec[], path: Path): Problem[] {
  if (!earlier.some((other) => other.name === route.name)) return [];
  return [
    {
      path: formatPath([...path, "name"]),
      given: `${show(route.name)}, the name of an earlier route too`,
      allowed: "a name of its own for each route of the service",
      fix: "rename one of the two",
    },
  ];
}

function checkMatch(route: RouteSpec, earlier: readonly RouteSpec[], path: Path): Problem[] {
  if (conditions(route.match).size === 0)
    return [
      {
        path: formatPath([...path, "match"]),
        given: "no condition",
        allowed: "at least one of headers, uri and method",
        fix: "add a condition, or use the service's weights for all traffic",
      },
    ];
  const [shadow] = earlier.filter((other) => covers(other.match, route.match));
  if (!shadow) return [];
  return [
    {
      path: formatPath([...path, "match"]),
      given: `${show(route.match)}, which can never match: the route ${show(shadow.name)} before it takes every such request`,
      allowed: "conditions that no earlier route covers",
      fix: `move ${show(route.name)} before ${show(shadow.name)}, or remove it`,
    },
  ];
}

function checkTarget(
  { to }: RouteSpec,
  service: ServiceSpec,
  clusters: readonly Cluster[],
  path: Path,
): Problem[] {
  if (typeof to !== "string") return checkWeights(to, service, clusters, path);
  return [...checkKnown(to, service, path), ...checkPlaced(to, service, clusters, path)];
}
