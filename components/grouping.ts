import type { ComponentResourceOptions } from "@pulumi/pulumi";

/**
 * A component's own options out of those that it was given. What it must wait for (`dependsOn`) is left to its
 * resources, which are all that ever changes a cluster: a component that waits too adds a round trip to the engine at
 * each of its levels, and a weight change is as long as its longest chain of them.
 */
export function grouping(
  opts: ComponentResourceOptions | undefined,
): ComponentResourceOptions | undefined {
  return opts && { ...opts, dependsOn: undefined };
}
