// Types for the places where the user wrote the parts of a release; problems show them as paths.
import type { Cluster } from "../release/cluster";
import type { Path } from "../problem";

/**
 * Finds the place in the user's config of a part of the release: overrides and presets put the
 * parts of one release in different places. The argument is the path inside the release, such as
 * `services.shop.weights`.
 */
export type Locate = (inRelease: Path) => Path;

/** A cluster and its path in the config. */
export interface LocatedCluster {
  readonly cluster: Cluster;
  readonly path: Path;
}

/** For a release that code declares as a whole: every path begins with `release`. */
export const inRelease: Locate = (path) => ["release", ...path];
