/** Which services an abort brings back, and to which version. Pure. */
import type { Cluster } from "../../model/release/cluster";
import { placedVersions } from "../../model/plan/placement";
import type { Release, ServiceSpec } from "../../model/release/release";
import type { ServiceWeights } from "../../model/release/routing";
import { RefusalError } from "../refusal";
import { isByOrigin } from "../../model/release/weights";

/** A service whose traffic goes back to one version. */
export interface AbortTarget {
  readonly service: string;
  /** The version that gets all of its traffic. */
  readonly version: string;
}

/** The versions that a user wants: `v1` for every service, `cart=v1` for one. */
export type WantedVersions = readonly string[];

/**
 * The services that an abort brings back, and to which version: the one that is wanted, else the
 * first declared one that runs anywhere. Services whose traffic goes nowhere else are left out.
 *
 * @throws RefusalError with every service that the release does not have and every version that
 * runs nowhere
 */
export function abortTargets(
  release: Release,
  clusters: readonly Cluster[],
  wanted: WantedVersions,
): AbortTarget[] {
  const { forAll, byService } = read(wanted);
  const problems = [...byService.keys()]
    .filter((service) => !(service in release.services))
    .map((service) => `no service "${service}"; there are ${names(release.services)}`);
  const targets = Object.entries(release.services).flatMap(([service, spec]): AbortTarget[] => {
    const running = placedVersions(spec, clusters);
    const version = byService.get(service) ?? forAll ?? running[0];
    if (version !== undefined && running.includes(version))
      return isAllOn(service, spec, version, clusters) ? [] : [{ service, version }];
    problems.push(
      `no version "${version ?? ""}" of ${service} runs anywhere; ${running.join(", ") || "none"} does`,
    );
    return [];
  });
  if (problems.length > 0) throw new RefusalError(problems.join("; "));
  return targets;
}

function names(services: Release["services"]): string {
  return Object.keys(services).join(", ");
}

function read(wanted: WantedVersions) {
  const pairs = wanted.map((one) => one.split("=") as [string, string?]);
  return {
    forAll: pairs.find(([, version]) => version === undefined)?.[0],
    byService: new Map(
      pairs.flatMap(([service, version]): [string, string][] =>
        version === undefined ? [] : [[service, version]],
      ),
    ),
  };
}

/**
 * Whether one version has all traffic of a service already, in every cluster and from the gateway
 * and the mesh alike.
 */
function isAllOn(
  service: string,
  spec: ServiceSpec,
  version: string,
  clusters: readonly Cluster[],
): boolean {
  const ofClusters = clusters.flatMap(({ weights }) => {
    const own = weights?.[service];
    return own ? [own] : [];
  });
  const all = [spec.weights, ...ofClusters];
  return all
    .flatMap((weights) => (isByOrigin(weights) ? [weights.gateway, weights.mesh] : [weights]))
    .every((weights) => weights[version] === 100);
}

/** Weights of the same form as before, with everything on one version. */
export function allOn(version: string, before: ServiceWeights): ServiceWeights {
  const all = { [version]: 100 };
  return isByOrigin(before) ? { gateway: all, mesh: { ...all } } : all;
}
