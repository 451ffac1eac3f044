// The component for the autoscaler and the disruption budget of one version in one cluster.
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { autoscalerManifest } from "../model/manifests/autoscaler";
import { disruptionBudgetManifest } from "../model/manifests/disruption-budget";
import { owned } from "../model/manifests/ownership";
import type { WorkloadArgs } from "../model/manifests/workload-args";
import { grouping } from "./grouping";
import { later } from "./later";

/** Which objects there are; it is known before the arguments themselves. */
export type DeclaredScaling = Pick<WorkloadArgs, "autoscale" | "disruptionBudget">;

/**
 * The autoscaler and the disruption budget of one version in one cluster, as far as the version
 * declares them. It depends on the version's workload, so that the engine deletes the autoscaler
 * first: nothing scales a Deployment that is about to go.
 *
 * @example
 * new VersionScaling(
 *   "shop-west-cart-v2",
 *   { autoscale: { max: 6 } },
 *   { namespace: "shop", service: "cart", version: "v2", autoscale: { max: 6 }, ... },
 *   { provider: west, dependsOn: workload },
 * );
 */
export class VersionScaling extends pulumi.ComponentResource {
  /** @param args may come later, such as fewest pods that the program reads first */
  constructor(
    name: string,
    declared: DeclaredScaling,
    args: pulumi.Input<WorkloadArgs>,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("gray:index:VersionScaling", name, {}, grouping(opts));
    const own = { parent: this, dependsOn: opts?.dependsOn };
    const { autoscale, disruptionBudget } = declared;
    if (autoscale) {
      const manifest = later(args, (now) => autoscalerManifest(now, now.autoscale ?? autoscale));
      new k8s.autoscaling.v2.HorizontalPodAutoscaler(
        `${name}-autoscaler`,
        {
          metadata: later(manifest, ({ metadata }) => owned(metadata)),
          spec: later(
            manifest,
            ({ spec }) => spec as k8s.types.input.autoscaling.v2.HorizontalPodAutoscalerSpec,
          ),
        },
        own,
      );
    }
    if (disruptionBudget) {
      const manifest = later(args, (now) =>
        disruptionBudgetManifest(now, now.disruptionBudget ?? disruptionBudget),
      );
      new k8s.policy.v1.PodDisruptionBudget(
        `${name}-budget`,
        {
          metadata: later(manifest, ({ metadata }) => owned(metadata)),
          spec: later(
            manifest,
            ({ spec }) => spec as k8s.types.input.policy.v1.PodDisruptionBudgetSpec,
          ),
        },
        own,
      );
    }
    this.registerOutputs({});
  }
}
