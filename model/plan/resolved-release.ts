// Decides once all that a declaration leaves open: names, entrances, placement, lanes and weights.
// The planner and all later steps read this form of a release.
import type { FollowedService, LaneTargets } from "../routes/branches";
import type { Cluster } from "../release/cluster";
import { callerLabels, type Labels } from "../release/labels";
import { laneVersion } from "../release/lane-version";
import { containerPorts, type GeneratedPort } from "../release/app-container";
import { defaultRoute } from "../release/names";
import { servicePorts, speaksHttp, type ServicePort } from "../release/ports";
import { sidecarOffBy, demandedMtls, hasSidecars } from "../release/sidecars";
import type { Release, ServiceSpec, VersionSpec } from "../release/release";
import type { ServiceWeights } from "../release/routing";
import { weightsIn } from "../release/weights";
import { resolveEntrances, type Entrances, type ServiceEntrance } from "./exposure";
import { outsideNames } from "../routes/outside";
import { placement } from "./placement";

/** A release as the planner reads it. */
export interface ResolvedRelease extends Entrances<ResolvedService> {
  /** The declaration, for values that need no decision, such as images. */
  readonly declared: Release;
  /** Whether the pods get sidecars. */
  readonly sidecars: boolean;
  /** The mutual TLS mode that the pods demand of their callers; `external`: others decide it. */
  readonly mtls: NonNullable<Release["mtls"]>;
  /** All clusters of the release. */
  readonly clusters: readonly Cluster[];
}

/** One service of a release. */
export interface ResolvedService extends ServiceEntrance {
  readonly spec: ServiceSpec;
  /** In the order of their declaration. */
  readonly ports: readonly ServicePort[];
  /** Name of the route that takes the requests that no other route of the service takes. */
  readonly defaultRoute: string;
  /** In the order of their names, with the versions that run in no cluster. */
  readonly versions: readonly ResolvedVersion[];
  /** The versions that run in at least one cluster. */
  readonly placed: readonly ResolvedVersion[];
  /** Names of its destinations outside of the release. */
  readonly outside: readonly string[];
  /**
   * Names of the placed versions whose pods get no sidecar, though those of the release do; none
   * where no pod of the release gets one.
   */
  readonly withoutSidecar: readonly string[];
  /** Services whose calls keep their version here, with the versions that both services have. */
  readonly follows: readonly FollowedService[];
  /** Left out: the service has no lanes. */
  readonly lanes?: LaneTargets;
  /** The weights that hold in a cluster, by the cluster's name. */
  readonly weights: ReadonlyMap<string, ServiceWeights>;
}

/** One version of a service. */
export interface ResolvedVersion {
  readonly name: string;
  readonly spec: VersionSpec;
  /** Names of the clusters that run it, in the order of the clusters. */
  readonly clusters: readonly string[];
  /** The ports that the program writes into its app's container. */
  readonly ports: readonly GeneratedPort[];
}

/**
 * Decides what a declaration leaves open. Expects a release and clusters without mistakes
 * ({@link checkRelease} finds them).
 */
export function resolveRelease(release: Release, clusters: readonly Cluster[]): ResolvedRelease {
  const entrances = resolveEntrances(release);
  const sidecars = hasSidecars(release);
  return {
    ...entrances,
    declared: release,
    sidecars,
    mtls: demandedMtls(release),
    clusters,
    services: entrances.services.map((entrance): ResolvedService => {
      const { name } = entrance;
      const spec = release.services[name] as ServiceSpec;
      const versions = resolveVersions(name, spec, clusters);
      const placed = versions.filter(({ clusters: running }) => running.length > 0);
      const outside = outsideNames(spec);
      const here = new Set([...placed.map((version) => version.name), ...outside]);
      const lanes = laneTargets(release, name, spec, here);
      return {
        ...entrance,
        spec,
        ports: servicePorts(spec),
        defaultRoute: defaultRoute(spec),
        versions,
        placed,
        outside,
        withoutSidecar: sidecars ? plainVersions(placed) : [],
        follows: followed(release, spec, here),
        ...(lanes && { lanes }),
        weights: new Map(clusters.map((each) => [each.name, weightsIn(each, name, spec)])),
      };
    }),
  };
}

function resolveVersions(
  service: string,
  spec: ServiceSpec,
  clusters: readonly Cluster[],
): readonly ResolvedVersion[] {
  return Object.entries(spec.versions).map(([name, version]) => ({
    name,
    spec: version,
    clusters: placement(version, clusters),
    ports: containerPorts(service, spec, version),
  }));
}

/** The versions whose own pods say that they get no sidecar. */
function plainVersions(versions: readonly ResolvedVersion[]): string[] {
  const plain = versions.filter(({ spec }) => sidecarOffBy(spec) !== undefined);
  return plain.map(({ name }) => name);
}

/** The followed services, each with the versions that it has in common with this service. */
function followed(
  { services }: Release,
  { follows = [] }: ServiceSpec,
  here: ReadonlySet<string>,
): FollowedService[] {
  return follows.map((service) => {
    const { selector, versions = {} } = services[service] ?? {};
    const common = Object.keys(versions).filter((name) => here.has(name));
    const own = selector ?? common.find((name) => versions[name]?.labels);
    const labels: Record<string, Labels> = Object.fromEntries(
      common.map((name) => [
        name,
        callerLabels(service, name, { selector, labels: versions[name]?.labels }),
      ]),
    );
    return { service, versions: common, ...(own && { labels }) };
  });
}

/**
 * The target of each lane in a service. A service of TCP ports alone has no lanes, because its
 * connections have no requests.
 */
function laneTargets(
  { lanes }: Release,
  service: string,
  spec: ServiceSpec,
  here: ReadonlySet<string>,
): LaneTargets | undefined {
  if (!lanes || !speaksHttp(spec)) return undefined;
  return {
    header: lanes.header,
    lanes: lanes.lanes.map((lane) => {
      const wanted = [laneVersion(lane, service), lanes.baseline];
      const version = wanted.find((one) => one !== undefined && here.has(one));
      return {
        name: lane.name,
        ...(version !== undefined && { version }),
        ...(lane.match && { match: lane.match }),
        weight: lane.weight ?? 0,
      };
    }),
  };
}
