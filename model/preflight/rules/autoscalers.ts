// The rules on autoscalers: limits, requests that a target needs, versions without traffic, and
// metrics that say nothing. GR260 to GR262, GR372 and GR373.
import type { Container } from "kubernetes-types/core/v1";
import type { AutoscalerManifest } from "../../manifests/autoscaler";
import type { DeploymentManifest } from "../../manifests/deployment";
import { serviceHost, subsetName } from "../../release/names";
import { namedSubsets } from "../../routes/subsets";
import { listed, show } from "../../problem";
import type { RuleFinding } from "../finding";
import { placeOf } from "../places";
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
        ...(pods ? [...withoutRequests(of, pods), ...withoutContainer(of, pods)] : []),
        ...twice(of),
        ...withoutTraffic(of, named),
      ];
    }),
  );
}

/** Keys of `autoscale`. */
function within(...keys: readonly string[]): string[][] {
  return keys.map((key) => ["autoscale", key]);
}

function limits(of: Planned<AutoscalerManifest>): RuleFinding[] {
  const { minReplicas = 1, maxReplicas } = of.manifest.spec;
  // Without a max, which is a mistake of its own, neither is larger.
  if (!(minReplicas > maxReplicas)) return [];
  return [
    {
      code: "GR260",
      origin: placeOf(of, ["autoscale"], within("max", "min")),
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
  pods: Planned<DeploymentManifest>,
): RuleFinding[] {
  const { resources } = podOf(pods);
  const all = running(pods);
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
        origin: placeOf(
          of,
          ["autoscale"],
          [
            ["resources", "requests", resource],
            ["resources", "limits", resource],
            ...missing.map(({ name }) => ["pod", "spec", "containers", name]),
            ...missing.map(({ name }) => ["pod", "spec", "initContainers", name]),
            ...within(resource, "metrics"),
          ],
        ),
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

function podOf({ manifest }: Planned<DeploymentManifest>): PodResources {
  return manifest.spec.template.spec as PodResources;
}

/** The containers that run as long as the pod does. */
function running(pods: Planned<DeploymentManifest>): Container[] {
  const { containers = [], initContainers = [] } = podOf(pods);
  return [...containers, ...initContainers.filter(isSidecar)];
}

function isSidecar(container: Container): boolean {
  return (container as { readonly restartPolicy?: string }).restartPolicy === "Always";
}

function requests(resources: Container["resources"], name: string): boolean {
  return [resources?.requests, resources?.limits].some(
    (given) => given !== undefined && Object.hasOwn(given, name),
  );
}

/** Istio adds its sidecar to the pods later, so the plan does not show it. */
const proxyName = "istio-proxy";

function withoutContainer(
  of: Planned<AutoscalerManifest>,
  pods: Planned<DeploymentManifest>,
): RuleFinding[] {
  const names = [...running(pods).map(({ name }) => name), proxyName];
  return (of.manifest.spec.metrics ?? []).flatMap(({ containerResource }): RuleFinding[] => {
    const { container } = containerResource ?? {};
    if (!container || names.includes(container)) return [];
    return [
      {
        code: "GR373",
        origin: placeOf(of, ["autoscale", "metrics"]),
        on: of,
        given: `a metric of the container ${show(container)}`,
        allowed: listed(names),
        fix: "name a container of the pods",
      },
    ];
  });
}

function twice(of: Planned<AutoscalerManifest>): RuleFinding[] {
  const seen = new Map<string, number>();
  for (const metric of of.manifest.spec.metrics ?? [])
    seen.set(measured(metric), (seen.get(measured(metric)) ?? 0) + 1);
  return [...seen]
    .filter(([, count]) => count > 1)
    .map(([what]) => ({
      code: "GR372",
      origin: placeOf(of, ["autoscale"], within("metrics", "cpu", "memory")),
      on: of,
      given: `two targets for ${what}`,
      allowed: "one target for each metric",
      fix: "remove the one that matters less",
    }));
}

/** What a metric measures and how its target is given, in words. */
function measured({ type, ...metric }: Metric): string {
  const { resource, containerResource, pods, object, external } = metric;
  const { target } = resource ?? containerResource ?? pods ?? object ?? external ?? {};
  const what = [
    resource?.name ?? containerResource?.name,
    containerResource && `of the container ${containerResource.container}`,
    (pods ?? object ?? external)?.metric?.name,
    object && `of the ${object.describedObject?.kind} ${object.describedObject?.name}`,
    selectorText((pods ?? object ?? external)?.metric?.selector),
  ].filter(Boolean);
  return `${what.join(" ")} (${type}, ${target?.type})`;
}

function selectorText(selector: unknown): string | undefined {
  return selector === undefined ? undefined : `with ${JSON.stringify(selector)}`;
}

/** The resource of a target in percent, and the container that it is about. */
function targetOf({ resource, containerResource }: Metric): {
  readonly resource?: string;
  readonly container?: string;
} {
  const given = resource ?? containerResource;
  // GR370 tells a target that a user left out.
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
      origin: placeOf(of, ["autoscale"]),
      on: of,
      given: `a version that no route names: its autoscaler keeps ${minReplicas} pods`,
      allowed: "pods enough for the first share of the traffic",
      fix: "give it a small share first, or set prescale, which adds pods before a share grows",
    },
  ];
}
