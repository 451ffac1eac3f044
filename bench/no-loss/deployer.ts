// The interface that the program and the naive order both implement for the benchmark.
import type { Release } from "../../model/release/release";

/** What brings a release into the clusters, and from one state into another. */
export interface Deployer {
  /**
   * Makes the clusters hold this state of the release, and returns when that is done.
   *
   * @throws Error that says what failed
   */
  apply(release: Release): Promise<void>;
}
