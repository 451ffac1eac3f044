// The arguments that the checks of a release share: release, clusters, and places in the config.
import type { Cluster } from "../release/cluster";
import type { Release, ServiceSpec } from "../release/release";
import type { Locate } from "./locate";

/**
 * A release, and the places where the user wrote its parts. The release may lack parts that had
 * mistakes.
 */
export interface CheckContext {
  readonly release: Release;
  readonly clusters: readonly Cluster[];
  /** Finds the place where the user wrote a part of the release. */
  readonly locate: Locate;
}

/** One service of the release. */
export interface ServiceContext extends CheckContext {
  /** Name of the service. */
  readonly name: string;
  readonly service: ServiceSpec;
}

/** The context of each service of a release, in the order of their names. */
export function serviceContexts(context: CheckContext): ServiceContext[] {
  return Object.entries(context.release.services).map(([name, service]) => ({
    ...context,
    name,
    service,
  }));
}
