// The rule on the labels by which namespaces ask for sidecars. GR235 and GR236.
import type { RuleFinding } from "../finding";
import type { PlannedObjects } from "../planned-objects";

/**
 * Finds namespaces that ask for sidecars in two ways or not at all. A namespace may disable
 * sidecars if no DestinationRule makes callers speak mutual TLS.
 */
export function namespaces({ clusters }: PlannedObjects): RuleFinding[] {
  const callersSpeakMtls = clusters
    .flatMap((cluster) => cluster.destinationRules)
    .some(({ manifest }) => manifest.spec.trafficPolicy?.tls?.mode === "ISTIO_MUTUAL");
  return clusters
    .flatMap((cluster) => cluster.namespaces)
    .flatMap((of): RuleFinding[] => {
      const { "istio-injection": injection, "istio.io/rev": revision } =
        of.manifest.metadata.labels ?? {};
      const about = { origin: ["injection"], on: of };
      if (injection !== undefined && revision !== undefined)
        return [
          {
            ...about,
            code: "GR236",
            given: `the labels istio-injection: ${injection} and istio.io/rev: ${revision}`,
            allowed: "one of the two",
            fix: "remove istio-injection to let a revision inject",
          },
        ];
      if (injection === "enabled" || revision) return [];
      if (injection === "disabled" && !callersSpeakMtls) return [];
      return [
        {
          ...about,
          code: "GR235",
          given:
            injection === undefined ? "no label for sidecars" : `istio-injection: ${injection}`,
          allowed: "istio-injection: enabled, or istio.io/rev with a revision",
          fix: "set injection of the release",
        },
      ];
    });
}
