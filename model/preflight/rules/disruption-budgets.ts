// The rules on disruption budgets that can't be met, or let no node be drained. GR263 and GR264.
import type { DisruptionBudgetManifest } from "../../manifests/disruption-budget";
import type { RuleFinding } from "../finding";
import { placeOf } from "../places";
import type { Planned, PlannedCluster, PlannedObjects } from "../planned-objects";

/** Finds disruption budgets that block every drain. */
export function disruptionBudgets({ clusters }: PlannedObjects): RuleFinding[] {
  return clusters.flatMap((cluster) =>
    cluster.disruptionBudgets.flatMap((of) => judge(of, podsOf(of, cluster))),
  );
}

/** The fewest and the most pods of a version; undefined where somebody else decides. */
interface Pods {
  readonly fewest?: number;
  readonly most?: number;
}

function podsOf(
  { manifest: { metadata } }: Planned<DisruptionBudgetManifest>,
  { deployments, autoscalers }: PlannedCluster,
): Pods {
  const named = <T extends Planned>(all: readonly T[]): T | undefined =>
    all.find(({ manifest }) => manifest.metadata.name === metadata.name);
  const scaled = named(autoscalers)?.manifest.spec;
  if (scaled) return { fewest: scaled.minReplicas ?? 1, most: scaled.maxReplicas };
  const replicas = named(deployments)?.manifest.spec.replicas;
  return replicas === undefined ? {} : { fewest: replicas, most: replicas };
}

/**
 * Percentages are rounded up
 * (https://kubernetes.io/docs/tasks/run-application/configure-pdb/#rounding-logic-when-specifying-percentages).
 */
function judge(of: Planned<DisruptionBudgetManifest>, { fewest, most }: Pods): RuleFinding[] {
  const { minAvailable, maxUnavailable } = of.manifest.spec;
  const origin = placeOf(
    of,
    ["disruptionBudget"],
    [["disruptionBudget"], ["replicas"], ["autoscale", "max"], ["autoscale", "min"]],
  );
  const about = { origin, on: of };
  const blocks = (given: string, fix: string): RuleFinding[] => [
    {
      ...about,
      code: "GR264",
      given,
      allowed: "a budget that lets at least one pod go",
      fix,
    },
  ];
  if (maxUnavailable !== undefined)
    return amount(maxUnavailable, most ?? 1) > 0
      ? []
      : blocks(`maxUnavailable ${maxUnavailable}`, "set maxUnavailable to 1 or more");
  if (minAvailable === undefined) return [];
  if (most === undefined || fewest === undefined)
    return minAvailable === "100%"
      ? blocks("minAvailable 100%", "set maxUnavailable: 1 in place of it")
      : [];
  if (typeof minAvailable === "number" && minAvailable > most)
    return [
      {
        ...about,
        code: "GR263",
        given: `minAvailable ${minAvailable}, and ${most} pods at most`,
        allowed: `at most ${most - 1}, so that one pod may go`,
        fix: "lower minAvailable, or set maxUnavailable: 1 in place of it",
      },
    ];
  if (amount(minAvailable, fewest) < fewest) return [];
  const when = fewest === most ? `of ${most} pods` : `while the autoscaler keeps ${fewest} pods`;
  return blocks(
    `minAvailable ${minAvailable} ${when}`,
    fewest === 1
      ? "give the version a second pod, and set maxUnavailable: 1"
      : "set maxUnavailable: 1 in place of it",
  );
}

function amount(given: number | string, pods: number): number {
  return typeof given === "number" ? given : Math.ceil((Number.parseInt(given, 10) * pods) / 100);
}
