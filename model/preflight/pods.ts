// The pods that the planned Deployments make, to compare them with Services and subsets.
import { servingContainers } from "../release/app-container";
import { carries, type Labels } from "../release/labels";
import type { ServiceManifest } from "../manifests/service";
import type { DeploymentManifest } from "../manifests/deployment";
import type { Planned, PlannedObjects } from "./planned-objects";

type Container = NonNullable<
  NonNullable<DeploymentManifest["spec"]["template"]["spec"]>["containers"]
>[number];
type ContainerPort = NonNullable<Container["ports"]>[number];

/**
 * All pods with the same namespace and labels, in any cluster: the mesh joins the endpoints of
 * Services of one name.
 */
export interface Pods {
  readonly namespace: string | undefined;
  readonly labels: Labels;
  /** Whether some cluster has such pods. */
  readonly exist: boolean;
  /** The ports on which they listen, in any cluster. */
  readonly ports: readonly ContainerPort[];
}

/** The pods of all clusters. */
export function podsOf({ clusters }: PlannedObjects): Pods[] {
  const groups = new Map<string, Pods>();
  for (const one of clusters.flatMap(({ deployments }) => deployments)) {
    const { metadata, spec } = one.manifest;
    const labels = podLabels(one);
    const key = JSON.stringify([metadata.namespace, labels]);
    const group = groups.get(key);
    const containers = servingContainers<Container>(spec.template.spec ?? {});
    const ports = containers.flatMap((container) => container.ports ?? []);
    groups.set(key, {
      namespace: metadata.namespace,
      labels,
      exist: (group?.exist ?? false) || (spec.replicas ?? 1) > 0,
      ports: group ? joined(group.ports, ports) : ports,
    });
  }
  return [...groups.values()];
}

/** The labels of a Deployment's pods. */
export function podLabels({ manifest }: Planned<DeploymentManifest>): Labels {
  return manifest.spec.template.metadata?.labels ?? {};
}

/** Whether pods are in a Service. */
export function isIn({ metadata, spec }: ServiceManifest, pods: Pods): boolean {
  return (
    spec.selector !== undefined &&
    pods.namespace === metadata.namespace &&
    carries(pods.labels, spec.selector)
  );
}

function joined(
  one: readonly ContainerPort[],
  other: readonly ContainerPort[],
): readonly ContainerPort[] {
  const fresh = other.filter(
    ({ containerPort, name }) =>
      !one.some((known) => known.containerPort === containerPort && known.name === name),
  );
  return fresh.length > 0 ? [...one, ...fresh] : one;
}
