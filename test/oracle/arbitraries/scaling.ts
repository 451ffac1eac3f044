// Draws who decides the number of a version's pods, and how many may be gone.
import type { AutoscaleSpec } from "../../../model/release/scaling";
import type { VersionSpec } from "../../../model/release/release";
import type { Draw } from "./draw";

type Scaling = Pick<VersionSpec, "replicas" | "autoscale" | "disruptionBudget" | "resources">;

/**
 * What a version may say of the number of its pods without a mistake.
 *
 * @param replicas the number that it has already; left out: none
 */
export function scalingFields(draw: Draw, replicas: number | undefined): Scaling {
  const budget = draw.chance(10) && { disruptionBudget: { maxUnavailable: draw.one([1, "50%"]) } };
  if (replicas !== undefined || !draw.chance(25)) return { ...budget };
  if (draw.chance(30)) return { replicas: "external", ...budget };
  const min = draw.whole(1, 4);
  const max = min + draw.whole(0, 5);
  const more = draw.parts<Required<Pick<AutoscaleSpec, "prescale" | "behavior">>>(30, {
    prescale: () => draw.one([true, { max: draw.whole(min, max) }]),
    behavior: () => ({ scaleDown: { stabilizationWindowSeconds: 60 } }),
  });
  // A value per pod needs no request, which containers that `pod` adds would lack.
  const metric = { name: "cpu", target: { type: "AverageValue", averageValue: "100m" } };
  const autoscale = {
    ...{ min, max },
    metrics: [{ type: "Resource", resource: metric }],
    ...more,
  };
  return { autoscale, ...budget };
}
