import type { ServiceManifest } from "../manifests/service";
import type { Planned, PlannedObjects } from "./planned-objects";
import type { DeploymentManifest } from "../manifests/deployment";

type Labels = Readonly<Record<string, string>>;

/** Whether labels have all those that are wanted. */
export function carries(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

/** The labels of a Deployment's pods. */
export function podLabels({ manifest }: Planned<DeploymentManifest>): Labels {
  return manifest.spec.template.metadata?.labels ?? {};
}

/** The Deployments, in any cluster, whose pods are in a Service: endpoints of one name are one in the whole mesh. */
export function deploymentsOf(
  { metadata, spec }: ServiceManifest,
  { clusters }: PlannedObjects,
): Planned<DeploymentManifest>[] {
  const { selector } = spec;
  if (!selector) return [];
  return clusters
    .flatMap(({ deployments }) => deployments)
    .filter(
      (one) =>
        one.manifest.metadata.namespace === metadata.namespace && carries(podLabels(one), selector),
    );
}
