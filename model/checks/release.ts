// Runs all checks of a release; the config parser and the component GrayRelease begin with it.
import type { Cluster } from "../release/cluster";
import { formatPath, type Problem } from "../problem";
import type { Release, ServiceSpec } from "../release/release";
import { checkAccess } from "./access";
import { serviceContexts, type CheckContext, type ServiceContext } from "./context";
import { checkExposure } from "./exposure";
import { checkHeaderChanges } from "./header-changes";
import { checkManifests } from "./objects/manifests";
import { checkMtls } from "./mtls";
import { checkLanes } from "./lanes";
import { inRelease, type Locate } from "./locate";
import { checkHeaderValues } from "./requests/header-values";
import { checkRewrites } from "./requests/rewrites";
import { checkContainers } from "./ports/containers";
import { checkServicePorts } from "./ports/service-ports";
import { checkOutside } from "./outside";
import { checkRollout } from "./rollout/rollout";
import { checkRoutes } from "./routes";
import { checkSelectors } from "./objects/selectors";
import { checkService } from "./services";
import { checkTcp } from "./tcp";
import { checkUpstreamPolicies } from "./upstream/policy";
import { checkVersions } from "./versions";
import { checkServiceWeights } from "./weights";

/**
 * All mistakes in a release that the program can find without a cluster. The release must have
 * passed the schema validation; its broken parts may be cut out.
 *
 * @param locate finds the place where the user wrote a part of the release; left out: below
 * `release`
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
    ...checkHeaderValues(context),
    ...checkManifests(context),
    ...checkOutside(context),
    ...checkRollout(context),
    ...serviceContexts(context).flatMap((service) => [
      ...checkOwnWeights(service),
      ...checkServicePorts(service),
      ...checkService(service),
      ...checkSelectors(service),
      ...checkContainers(service),
      ...checkTcp(service),
      ...checkUpstreamPolicies(service),
      ...checkRoutes(service),
      ...checkRewrites(service),
    ]),
  ];
}

function checkOwnWeights(context: ServiceContext): Problem[] {
  const { name, locate, service } = context;
  // If broken weights were cut out, they have a problem already.
  const { weights } = service as Partial<ServiceSpec>;
  return weights
    ? checkServiceWeights(weights, context, locate(["services", name, "weights"]))
    : [];
}
