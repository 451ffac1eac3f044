// Makes the HorizontalPodAutoscaler of one version.
import type { HorizontalPodAutoscalerSpec, MetricSpec } from "kubernetes-types/autoscaling/v2";
import { kinds, typeOf } from "../kinds";
import { versionedName } from "../release/names";
import type { AutoscaleSpec } from "../release/scaling";
import type { Manifest } from "./metadata";
import type { WorkloadArgs } from "./workload-args";

export interface AutoscalerManifest extends Manifest {
  readonly spec: HorizontalPodAutoscalerSpec;
}

/**
 * The target of CPU in percent where no metric is named, as Kubernetes has it
 * (DefaultCPUUtilization in pkg/apis/autoscaling/v2/defaults.go).
 */
const usualCpu = 80;

/** The fewest pods of an autoscaler. */
export function leastPods({ min = 1 }: Pick<AutoscaleSpec, "min">): number {
  return min;
}

/** The autoscaler of one version, which has the name of its Deployment. */
export function autoscalerManifest(
  { namespace, service, version }: Pick<WorkloadArgs, "namespace" | "service" | "version">,
  autoscale: AutoscaleSpec,
): AutoscalerManifest {
  const name = versionedName(service, version);
  const { max, behavior } = autoscale;
  return {
    ...typeOf("HorizontalPodAutoscaler"),
    metadata: { name, namespace, labels: { app: service, version } },
    spec: {
      scaleTargetRef: { apiVersion: kinds.Deployment.apiVersion, kind: "Deployment", name },
      minReplicas: leastPods(autoscale),
      maxReplicas: max,
      metrics: metricsOf(autoscale),
      ...(behavior && { behavior }),
    },
  };
}

function metricsOf({ cpu, memory, metrics = [] }: AutoscaleSpec): MetricSpec[] {
  const named = [
    ...(cpu === undefined ? [] : [utilization("cpu", cpu)]),
    ...(memory === undefined ? [] : [utilization("memory", memory)]),
    ...metrics,
  ];
  return named.length > 0 ? named : [utilization("cpu", usualCpu)];
}

function utilization(name: "cpu" | "memory", averageUtilization: number): MetricSpec {
  return {
    type: "Resource",
    resource: { name, target: { type: "Utilization", averageUtilization } },
  };
}
