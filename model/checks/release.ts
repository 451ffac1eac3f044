import type { Cluster } from "../cluster";
import { formatPath, type Problem } from "../problem";
import type { Release, ServiceSpec } from "../release";
import { checkExposure } from "./exposure";
import { inRelease, type Locate } from "./locate";
import { checkRoutes } from "./routes";
import { checkVersions } from "./versions";
import { checkWeights } from "./weights";

/**
 * Every mistake in a release that has the right shape, as far as it can be known without a cluster.
 *
 * @param locate says where a part of the release was written; for a release in code: below `release`
 */
export function checkRelease(
  release: Release,
  clusters: readonly Cluster[],
  locate: Locate = inRelease,
): Problem[] {
  if (Object.keys(release.services).length === 0)
    return [
      {
        path: formatPath(locate(["services"])),
        given: "no service",
        allowed: "at least one service",
        fix: "add a service with its port, versions and weights",
      },
    ];
  return [
    ...checkVersions(release, clusters, locate),
    ...checkExposure(release, locate),
    ...Object.entries(release.services).flatMap(([name, service]) => [
      ...checkOwnWeights(name, service, clusters, locate),
      ...checkRoutes(service, clusters, locate(["services", name, "routes"])),
    ]),
  ];
}

function checkOwnWeights(
  name: string,
  service: Partial<Pick<ServiceSpec, "weights">> & Omit<ServiceSpec, "weights">,
  clusters: readonly Cluster[],
  locate: Locate,
): Problem[] {
  // A release of which broken parts were cut out may have none: that was told already.
  if (!service.weights) return [];
  const { weights } = service;
  return checkWeights(
    weights,
    { ...service, weights },
    clusters,
    locate(["services", name, "weights"]),
  );
}
