// Makes the PodDisruptionBudget of one version.
import type { PodDisruptionBudgetSpec } from "kubernetes-types/policy/v1";
import { typeOf } from "../kinds";
import { versionedName } from "../release/names";
import type { DisruptionBudget } from "../release/scaling";
import type { Manifest } from "./metadata";
import { deploymentManifest } from "./deployment";
import type { WorkloadArgs } from "./workload-args";

export interface DisruptionBudgetManifest extends Manifest {
  readonly spec: PodDisruptionBudgetSpec;
}

/** The budget of one version, which has the name of its Deployment and selects the same pods. */
export function disruptionBudgetManifest(
  args: WorkloadArgs,
  budget: DisruptionBudget,
): DisruptionBudgetManifest {
  const { namespace, service, version } = args;
  return {
    ...typeOf("PodDisruptionBudget"),
    metadata: {
      name: versionedName(service, version),
      namespace,
      labels: { app: service, version },
    },
    spec: { selector: deploymentManifest(args).spec.selector, ...budget },
  };
}
