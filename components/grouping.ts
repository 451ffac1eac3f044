// Makes the options of components that group resources.
import type { ComponentResourceOptions } from "@pulumi/pulumi";

/**
 * The options of a component itself, without `dependsOn` and `customTimeouts`, which only its
 * resources keep. Only they change a cluster; a component that waits, too, adds a round trip to the
 * engine at each level, and the longest chain of these decides how long a weight change takes.
 */
export function grouping(
  opts: ComponentResourceOptions | undefined,
): ComponentResourceOptions | undefined {
  return opts && { ...opts, dependsOn: undefined, customTimeouts: undefined };
}
