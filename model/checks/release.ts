import type { Cluster } from "../release/cluster";
import { formatPath, type Problem } from "../problem";
import type { Release, ServiceSpec } from "../release/release";
import { checkAccess } from "./access";
import { serviceContexts, type CheckContext, type ServiceContext } from "./context";
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
  const context: CheckContext = { release, clusters, locate };
  return [
    ...checkMtls(context),
    ...checkVersions(context),
    ...checkAccess(context),
    ...checkExposure(context),
    ...checkLanes(context),
    ...checkHeaderChanges(context),
    ...serviceContexts(context).flatMap((service) => [
      ...checkOwnWeights(service),
      ...checkService(service),
      ...checkTcp(service),
      ...checkRoutes(service),
    ]),
  ];
}

function checkOwnWeights(context: ServiceContext): Problem[] {
  const { name, locate, service } = context;
  // A release whose broken parts were cut out may have none; that is a problem of its own.
  const { weights } = service as Partial<ServiceSpec>;
  return weights
    ? checkServiceWeights(weights, context, locate(["services", name, "weights"]))
    : [];
}
