// The rule on the labels `app` and `version` of pods. GR234.
import type { RuleFinding } from "../finding";
import type { PlannedObjects } from "../planned-objects";
import { podLabels } from "../pods";

/** Finds pods without the labels that Istio's telemetry and subsets read. */
export function versionLabels({ clusters }: PlannedObjects): RuleFinding[] {
  return clusters
    .flatMap(({ deployments }) => deployments)
    .flatMap((of): RuleFinding[] => {
      const missing = ["app", "version"].filter((name) => !podLabels(of)[name]);
      if (missing.length === 0) return [];
      return [
        {
          code: "GR234",
          origin: of.origin,
          on: of,
          given: `pods without the label ${missing.join(" and ")}`,
          allowed: "pods with the labels app and version",
          fix: "add the labels to the pod template",
        },
      ];
    });
}
