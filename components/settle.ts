import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { droppedSubsets } from "../model/routes/subsets";

/**
 * Hooks that hold the engine back until the proxies had time to take the last stage: a subset must be known before a
 * route names it, and no route may name a subset when it goes
 * (https://istio.io/latest/docs/ops/best-practices/traffic-management/#avoid-503-errors-while-reconfiguring-service-routes).
 */
export class SettleHooks {
  /** For a new subset: waits before the routes, which depend on it. */
  readonly afterNewSubset: pulumi.ResourceHook;
  /** For a changed route: waits before deletions, which the engine does last; only if it dropped a subset. */
  readonly afterShift: pulumi.ResourceHook;

  /**
   * @param name prefix of the hooks' names, unique in the program
   * @param seconds how long to wait; 0 waits not at all
   */
  constructor(name: string, seconds: number) {
    const settle = () => setTimeout(seconds * 1000);
    this.afterNewSubset = new pulumi.ResourceHook(`${name}-new-subset`, settle);
    this.afterShift = new pulumi.ResourceHook(`${name}-shift`, async ({ oldInputs, newInputs }) => {
      if (droppedSubsets(oldInputs, newInputs).length > 0) await settle();
    });
  }
}
