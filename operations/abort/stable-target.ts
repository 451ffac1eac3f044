/** Where the routes of a service lead once all of its traffic is on one version. Pure. */
import type { VirtualServiceSpec } from "../../model/istio/virtual-service-spec";
import { httpShare } from "../../model/manifests/http-route";
import type { RouteArgs } from "../../model/manifests/route-args";
import { serviceHost, subsetName } from "../../model/release/names";
import { routePorts } from "../../model/routes/port-branches";

type Share = NonNullable<NonNullable<VirtualServiceSpec["http"]>[number]["route"]>[number];

/** What gets all traffic of a service. */
export interface StableTarget {
  /** Every host to which routes of the service may lead. */
  readonly hosts: ReadonlySet<string>;
  readonly host: string;
  /** Left out: a destination outside of the release without one. */
  readonly subset?: string;
  /**
   * The share of a route that does not lead there yet.
   *
   * @param shares of the route now
   * @param like one of them with the same host
   */
  readonly share: (shares: readonly Share[], like: Share | undefined) => Share;
}

/**
 * The target of a version, or of a destination outside of the release. From one version to another
 * only the subset of a live share changes; from and to a destination outside all of it does, because
 * its host, port and headers are others.
 */
export function stableTarget(args: RouteArgs, version: string): StableTarget {
  const { service, namespace, outside = {} } = args;
  const own = serviceHost(service, namespace);
  const { host, subset } = outside[version] ?? { host: own, subset: subsetName(version) };
  const hosts = new Set([own, ...Object.values(outside).map((target) => target.host)]);
  return {
    hosts,
    host,
    ...(subset !== undefined && { subset }),
    share: (shares, like) =>
      like && !outside[version]
        ? { ...like, destination: { ...like.destination, host, subset } }
        : httpShare(args, portOf(args, shares), version),
  };
}

/**
 * The number of the service's port that a route is for. A service with several ports has the same
 * numbers outside.
 */
function portOf(args: RouteArgs, [first]: readonly Share[]): number {
  const [only, ...more] = routePorts(args);
  const live = first?.destination.port?.number;
  return (more.length > 0 ? live : undefined) ?? only?.port ?? live ?? 0;
}
