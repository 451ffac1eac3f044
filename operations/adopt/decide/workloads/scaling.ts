/** Concludes who decides the number of a version's pods. Pure. */
import type { MetricSpec } from "kubernetes-types/autoscaling/v2";
import { objectName } from "../../../../model/live-object";
import { versionedName } from "../../../../model/release/names";
import type { AutoscaleSpec } from "../../../../model/release/scaling";
import type { VersionInCluster } from "../../../../model/release/version-changes";
import type { LiveCluster, Told } from "../live";
import type { LiveVersion } from "../versions";

type Scaling = Pick<VersionInCluster, "autoscale" | "replicas">;
type Autoscaler = LiveCluster["autoscalers"][number];

/**
 * The autoscaler of a version, or `external` where somebody else's scaler goes on; empty where the
 * number is fixed. An autoscaler that has the name of the release's own is taken over, and so is one
 * whose Deployment is replaced: it aims at the old one by name.
 */
export function scalingOf(
  service: string,
  { object, version, replacedFor }: LiveVersion,
  live: LiveCluster,
  { obstacle, change }: Pick<Told, "obstacle" | "change">,
): Scaling {
  const { name } = object.metadata;
  const cluster = live.cluster.name;
  const scaler = live.autoscalers.find(
    ({ spec: { scaleTargetRef: to } }) => to.kind === "Deployment" && to.name === name,
  );
  if (scaler) {
    const own = replacedFor ?? scaler.metadata.name === versionedName(service, version);
    if (own) return { autoscale: autoscaleOf(scaler) };
    change({
      cluster,
      object: objectName(scaler),
      why: `it stays outside of the release, which leaves the number of pods to it; a release names its own ${versionedName(service, version)}`,
    });
    return { replicas: "external" };
  }
  const writer = (object.metadata.managedFields ?? []).find(
    ({ subresource, manager }) => subresource === "scale" && !manager.startsWith("kubectl"),
  );
  if (!writer) return {};
  if (!replacedFor) return { replicas: "external" };
  obstacle({
    cluster,
    object: objectName(object),
    field: "spec.replicas",
    why: `${writer.manager} sets it through the subresource scale, and knows this Deployment by its name: let it scale the one that takes its place`,
  });
  return {};
}

function autoscaleOf({ spec }: Autoscaler): AutoscaleSpec {
  const { minReplicas = 1, maxReplicas, metrics = [], behavior } = spec;
  const [cpu, memory] = [utilization(metrics, "cpu"), utilization(metrics, "memory")];
  const others = metrics.filter((one) => !isUtilization(one));
  return {
    ...(minReplicas !== 1 && { min: minReplicas }),
    max: maxReplicas,
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
    ...(others.length > 0 && { metrics: others }),
    ...(behavior && { behavior }),
  };
}

function utilization(metrics: readonly MetricSpec[], name: "cpu" | "memory"): number | undefined {
  const found = metrics.find((one) => isUtilization(one) && one.resource?.name === name);
  return found?.resource?.target.averageUtilization;
}

/** A share of the requests of CPU or memory, for which a version has keys. */
function isUtilization({ resource }: MetricSpec): boolean {
  return (
    resource !== undefined &&
    ["cpu", "memory"].includes(resource.name) &&
    resource.target.averageUtilization !== undefined
  );
}
