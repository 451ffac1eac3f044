import type { Cluster } from "../release/cluster";
import { formatPath, type Path, type Problem } from "../problem";
import type { Release } from "../release/release";
import { checkAccess } from "./access";
import { checkExposure } from "./exposure";
import { checkHeaderChanges } from "./header-changes";
import { checkMtls } from "./mtls";
import { checkLanes } from "./lanes";
import { inRelease, type Locate } from "./locate";
import { checkRoutes } from "./routes";
import { checkService } from "./services";
import { checkTcp } from "./tcp";
import { checkVersions } from "./versions";
import { checkServiceWeights } from "./weights";

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
        code: "GR101",
        path: formatPath(locate(["services"])),
        given: "no service",
        allowed: "at least one service",
        fix: "add a service with its port, versions and weights",
      },
    ];
  return [
    ...checkMtls(release, locate),
    ...checkVersions(release, clusters, locate),
    ...checkAccess(release, locate),
    ...checkExposure(release, locate),
    ...checkLanes(release, clusters, locate),
    ...checkHeaderChanges(release, locate),
    ...Object.keys(release.services).flatMap((name) => [
      ...checkOwnWeights(name, release, clusters, locate(["services", name, "weights"])),
      ...checkService(name, release, clusters, locate),
      ...checkTcp(name, release, locate),
      ...checkRoutes(name, release, clusters, locate(["services", name, "routes"])),
    ]),
  ];
}

function checkOwnWeights(
  name: string,
  release: Release,
  clusters: readonly Cluster[],
  path: Path,
): Problem[] {
  const weights = release.services[name]?.weights;
  // A release of which broken parts were cut out may have none: that was told already.
  return weights ? checkServiceWeights(weights, name, release, clusters, path) : [];
}
