// The rule on the labels `app` and `version` of pods. GR234.
import type { RuleFinding } from "../finding";
import { placeOf } from "../places";
import type { PlannedObjects } from "../planned-objects";
import { podLabels } from "../pods";

/**
 * The labels by which Istio's telemetry knows a service and its version, the first one first
 * (https://pkg.go.dev/istio.io/istio/pkg/kube/labels#CanonicalService).
 */
const known = {
  app: ["service.istio.io/canonical-name", "app.kubernetes.io/name", "app"],
  version: ["service.istio.io/canonical-revision", "app.kubernetes.io/version", "version"],
};

/** Finds pods without the labels that Istio's telemetry reads. */
export function versionLabels({ clusters }: PlannedObjects): RuleFinding[] {
  return clusters
    .flatMap(({ deployments }) => deployments)
    .flatMap((of): RuleFinding[] => {
      const labels = podLabels(of);
      const missing = (["app", "version"] as const).filter((name) =>
        known[name].every((one) => !labels[one]),
      );
      if (missing.length === 0) return [];
      return [
        {
          code: "GR234",
          origin: placeOf(of, [], missing.map(inPod)),
          on: of,
          given: `pods without the label ${missing.join(" and ")}`,
          allowed: "pods with the labels app and version",
          fix: "add the labels to the pod template",
        },
      ];
    });
}

function inPod(label: string): string[] {
  return ["pod", "metadata", "labels", label];
}
