/** What the checks of a release look at. */
import type { Cluster } from "../release/cluster";
import type { Release, ServiceSpec } from "../release/release";
import type { Locate } from "./locate";

/** A release, which may lack parts that were refused already, and where it was written. */
export interface CheckContext {
  readonly release: Release;
  readonly clusters: readonly Cluster[];
  /** Finds where a part of the release was written. */
  readonly locate: Locate;
}

/** One service of the release. */
export interface ServiceContext extends CheckContext {
  /** Name of the service. */
  readonly name: string;
  readonly service: ServiceSpec;
}

/** The context of each service of a release, in the order of their declaration. */
export function serviceContexts(context: CheckContext): ServiceContext[] {
  return Object.entries(context.release.services).map(([name, service]) => ({
    ...context,
    name,
    service,
  }));
}
