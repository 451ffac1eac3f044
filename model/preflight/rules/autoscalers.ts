// The rules on autoscalers: limits, requests that a target needs, and versions without traffic. GR260 to GR262.
import type { Container } from "kubernetes-types/core/v1";
import type { AutoscalerManifest } from "../../manifests/autoscaler";
import type { DeploymentManifest } from "../../manifests/deployment";
import { serviceHost, subsetName } from "../../release/names";
import { namedSubsets } from "../../routes/subsets";
import type { RuleFinding } from "../finding";
import type { Planned, PlannedObjects } from "../planned-objects";

type Metric = NonNullable<AutoscalerManifest["spec"]["metrics"]>[number];

/** Finds autoscalers that can't scale, or that leave a version with too few pods. */
export function autoscalers(mesh: PlannedObjects): RuleFinding[] {
  const named = new Set(
    mesh.clusters.flatMap(({ virtualServices }) =>
      virtualServices.flatMap(({ manifest }) => namedSubsets(manifest)),
    ),
  );
  return mesh.clusters.flatMap(({ autoscalers: all, deployments }) =>
    all.flatMap((of) => {
      const { name } = of.manifest.metadata;
      const pods = deployments.find(({ manifest }) => manifest.metadata.name === name);
      return [
        ...limits(of),
        ...(pods ? withoutRequests(of, pods.manifest) : []),
        ...withoutTraffic(of, named),
      ];
    }),
  );
}

function limits(of: Planned<AutoscalerManifest>): RuleFinding[] {
  const { minReplicas = 1, maxReplicas } = of.manifest.spec;
  if (minReplicas <= maxReplicas) return [];
  return [
    {
      code: "GR260",
      origin: [...of.origin, "autoscale"],
      on: of,
      given: `min ${minReplicas} and max ${maxReplicas}`,
      allowed: "a min that is at most max",
      fix: `set max to ${minReplicas} or more, or min to ${maxReplicas} or less`,
    },
  ];
}

/**
 * A target in percent needs a request of each container, native sidecars included; the API server
 * makes one of a limit
 * (https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#support-for-resource-metrics).
 */
function withoutRequests(
  of: Planned<AutoscalerManifest>,
  { spec: { template } }: DeploymentManifest,
): RuleFinding[] {
  const { containers = [], initContainers = [], resources } = template.spec as PodResources;
  const all = [...containers, ...initContainers.filter(isSidecar)];
  return (of.manifest.spec.metrics ?? []).flatMap((metric): RuleFinding[] => {
    const { resource, container } = targetOf(metric);
    if (resource === undefined) return [];
    if (container === undefined && requests(resources, resource)) return [];
    const asked = all.filter(({ name }) => container === undefined || name === container);
    const missing = asked.filter((one) => !requests(one.resources, resource));
    if (missing.length === 0) return [];
    const names = missing.map(({ name }) => name).join(", ");
    return [
      {
        code: "GR261",
        origin: [...of.origin, "autoscale"],
        on: of,
        given: `a target in percent of the requested ${resource}, and no request of ${resource} in ${names}`,
        allowed: `a request of ${resource} in each container of the pod`,
        fix: `set resources.requests.${resource} of the version; a LimitRange of the namespace may set it, too`,
      },
    ];
  });
}

interface PodResources {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  /** Resources of the whole pod (KEP-2837). */
  readonly resources?: Container["resources"];
}

function isSidecar(container: Container): boolean {
  return (container as { readonly restartPolicy?: string }).restartPolicy === "Always";
}

function requests(resources: Container["resources"], name: string): boolean {
  return [resources?.requests, resources?.limits].some(
    (given) => given !== undefined && Object.hasOwn(given, name),
  );
}

/** The resource of a target in percent, and the container that it is about. */
function targetOf({ resource, containerResource }: Metric): {
  readonly resource?: string;
  readonly container?: string;
} {
  const given = resource ?? containerResource;
  // A target that a user left out is told by the API server's own validation.
  const { target } = given ?? {};
  if (!given || target?.type !== "Utilization") return {};
  return {
    resource: given.name,
    ...(containerResource && { container: containerResource.container }),
  };
}

function withoutTraffic(
  of: Planned<AutoscalerManifest>,
  named: ReadonlySet<string>,
): RuleFinding[] {
  const { namespace = "", labels = {} } = of.manifest.metadata;
  const { app = "", version = "" } = labels;
  const { minReplicas = 1 } = of.manifest.spec;
  if (named.has(`${serviceHost(app, namespace)}/${subsetName(version)}`)) return [];
  return [
    {
      code: "GR262",
      origin: [...of.origin, "autoscale"],
      on: of,
      given: `a version that no route names: its autoscaler keeps ${minReplicas} pods`,
      allowed: "pods enough for the first share of the traffic",
      fix: "give it a small share first, or set prescale, which adds pods before a share grows",
    },
  ];
}
