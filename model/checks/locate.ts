import type { Cluster } from "../release/cluster";
import type { Path } from "../problem";

/**
 * Says where in the user's config a part of the release was written: overrides and presets put the parts of one
 * release in different places. The path given is that inside the release, such as `services.shop.weights`.
 */
export type Locate = (inRelease: Path) => Path;

/** A cluster and where it was written. */
export interface LocatedCluster {
  readonly cluster: Cluster;
  readonly path: Path;
}

/** For a release that is declared whole, in code. */
export const inRelease: Locate = (path) => ["release", ...path];
