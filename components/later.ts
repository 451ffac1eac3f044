/** Arguments of components that may come later. */
import * as pulumi from "@pulumi/pulumi";

/**
 * Makes one value of another that may come later. A value that is known at once gives a value at
 * once. `pulumi.output` would wrap each field of a plan by itself, which takes longer than the plan.
 */
export function later<T extends object, R>(
  given: pulumi.Input<T>,
  make: (value: T) => R,
): pulumi.Input<R> {
  if (given instanceof Promise) return given.then(make);
  return pulumi.Output.isInstance<T>(given) ? given.apply(make as never) : make(given as T);
}
