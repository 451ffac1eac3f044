// Finds what is no mistake in a config, but may surprise its author: findings of severity info.
import { formatPath, show, type Problem } from "../problem";
import { versionedName } from "../release/names";
import type { Release } from "../release/release";
import type { ServiceWeights } from "../release/routing";
import { isMapping } from "../schema/best-effort";
import { at, locator } from "./path";
import type { StackConfig } from "./settings";

/**
 * Findings that keep no update from running.
 *
 * @param release the release with the stack's overrides
 * @param weights the weights of the stack, by service
 */
export function notices(
  config: StackConfig,
  release: Release,
  weights: Readonly<Record<string, ServiceWeights>>,
): Problem[] {
  return [...otherNames(config, release), ...idleWeights(config, weights), ...unreadRoutes(config)];
}

/** Versions with capitals: their objects have names in lower case. */
function otherNames(config: StackConfig, release: Release): Problem[] {
  const locate = locator(config, release);
  return Object.entries(release.services).flatMap(([service, { versions }]) =>
    Object.keys(versions)
      .filter((version) => /[A-Z]/.test(version))
      .map((version): Problem => ({
        code: "GR018",
        path: formatPath(locate(["services", service, "versions", version])),
        given: `${show(version)}, whose Deployment has the name ${versionedName(service, version)}`,
        allowed: "any version name; one in lower case is the same everywhere",
        fix: `rename the version to ${show(version.toLowerCase())} before its first update`,
      })),
  );
}

/** Weights inside a release that the stack's own weights replace by others. */
function idleWeights(
  { release }: StackConfig,
  weights: Readonly<Record<string, ServiceWeights>>,
): Problem[] {
  const services = isMapping(release) && isMapping(release.services) ? release.services : {};
  return Object.entries(weights).flatMap(([name, used]): Problem[] => {
    const service = services[name];
    const idle = isMapping(service) ? service.weights : undefined;
    if (idle === undefined || isSame(idle, used)) return [];
    const place = formatPath(at("weights", name));
    return [
      {
        code: "GR019",
        path: formatPath(at("release", "services", name, "weights")),
        given: `${show(idle)}, which has no effect: ${place} is ${show(used)}`,
        allowed: "the same weights in both places",
        fix: `copy the weights of ${place} to this place`,
      },
    ];
  });
}

/** Settings of routes for clusters in which the mesh reads no routes. */
function unreadRoutes({ clusters }: StackConfig): Problem[] {
  if (!Array.isArray(clusters)) return [];
  return clusters.flatMap((cluster: unknown, i): Problem[] => {
    if (!isMapping(cluster) || cluster.role !== "remote") return [];
    return ["weights", "lanes"]
      .filter((key) => cluster[key] !== undefined)
      .map((key) => ({
        code: "GR193",
        path: formatPath(at("clusters", i, key)),
        given: `${key} for ${show(cluster.name)}, a remote cluster`,
        allowed: `${key} for primary clusters: the proxies of a remote one read their routes from those`,
        fix: `remove ${key} here, or set them for the primary cluster of these proxies`,
      }));
  });
}

/** Whether two mappings of weights mean the same: a version without a weight has 0. */
function isSame(a: unknown, b: unknown): boolean {
  if (!isMapping(a) || !isMapping(b)) return (a ?? 0) === (b ?? 0);
  return [...Object.keys(a), ...Object.keys(b)].every((key) => isSame(a[key], b[key]));
}
