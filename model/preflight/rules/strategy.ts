// The rule on the strategy by which Deployments replace pods. GR273.
import type { DeploymentManifest } from "../../manifests/deployment";
import type { RuleFinding } from "../finding";
import { placeOf } from "../places";
import type { Planned, PlannedObjects } from "../planned-objects";

/**
 * Finds Deployments that may have no ready pod while their pods are replaced. Kubernetes rounds a
 * share of `maxUnavailable` down
 * (https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable).
 */
export function strategy({ clusters }: PlannedObjects): RuleFinding[] {
  return clusters
    .flatMap(({ deployments }) => deployments)
    .flatMap((of): RuleFinding[] => {
      const given = lossy(of);
      if (given === undefined) return [];
      return [
        {
          code: "GR273",
          origin: placeOf(of, ["strategy"], [["strategy"], ["replicas"]]),
          on: of,
          given,
          allowed: "a strategy that keeps pods ready, such as maxUnavailable: 0",
          fix: "remove the strategy, or send no traffic to this version while its pods are replaced",
        },
      ];
    });
}

/** The part of a strategy that takes all ready pods away; undefined where some stay. */
function lossy({ manifest }: Planned<DeploymentManifest>): string | undefined {
  const { replicas = 1, strategy: { type, rollingUpdate } = {} } = manifest.spec;
  if (type === "Recreate") return "Recreate: all old pods end before the first new one starts";
  const { maxUnavailable = 0 } = rollingUpdate ?? {};
  const pods =
    typeof maxUnavailable === "string"
      ? Math.floor((Number.parseInt(maxUnavailable, 10) * replicas) / 100)
      : maxUnavailable;
  return replicas > 0 && pods >= replicas
    ? `maxUnavailable: ${maxUnavailable}, with ${replicas} ${replicas === 1 ? "pod" : "pods"}`
    : undefined;
}
