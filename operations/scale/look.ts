/** Finds what an update changes about the numbers of pods in one cluster. Reads at most autoscalers. */
import { KubeError } from "../../kubernetes/client";
import { objectPath } from "../../kubernetes/object-path";
import { typeOf } from "../../model/kinds";
import { keyOf, objectName, type LiveObject } from "../../model/live-object";
import { fieldManager } from "../../model/manifests/ownership";
import { virtualServiceManifest } from "../../model/manifests/virtual-service";
import type { ClusterPlan } from "../../model/plan/plan";
import { serviceHost, versionedName } from "../../model/release/names";
import type { ClusterApi } from "../cluster-api";
import { maybeScaled, replicasChanges, type LiveDeployment, type ReplicasChange } from "./replicas";
import { splitsOf, type Split } from "./shares";

/** What an update needs to know of one cluster to change the number of pods. */
export interface ScaleLook {
  readonly changes: readonly ReplicasChange[];
  /** Ready pods by name of the Deployment. */
  readonly ready: ReadonlyMap<string, number>;
  /** How routes split the requests of each service now; remote clusters have none. */
  readonly splits: ReadonlyMap<string, readonly Split[]>;
  /** Autoscalers of others for a version that gets one of its own, in words. */
  readonly rivals: readonly string[];
}

/**
 * Looks at the numbers of pods in one cluster.
 *
 * @param live every object of the plan's kinds in its namespaces
 */
export async function lookAtScale(
  client: Pick<ClusterApi, "get">,
  plan: ClusterPlan,
  live: readonly LiveObject[],
): Promise<ScaleLook> {
  const names = maybeScaled(plan, live);
  const own = await Promise.all(names.map((name) => isOwnAutoscaler(client, plan, name)));
  const autoscalers = new Set(names.filter((_, i) => own[i]));
  return {
    changes: replicasChanges(plan, live, autoscalers),
    ready: new Map(
      live
        .filter(({ kind }) => kind === "Deployment")
        .map((one) => [one.metadata.name, (one as LiveDeployment).status?.readyReplicas ?? 0]),
    ),
    splits: splitsIn(plan, live),
    rivals: rivals(plan, live),
  };
}

/** An account that may not read autoscalers has no release that made one. */
async function isOwnAutoscaler(
  client: Pick<ClusterApi, "get">,
  { namespace: { namespace } }: ClusterPlan,
  name: string,
): Promise<boolean> {
  const path = autoscalerPath(namespace, name);
  const found = await client.get<LiveObject>(path).catch((error: unknown) => {
    if (error instanceof KubeError && error.status === 403) return undefined;
    throw error;
  });
  return (found?.metadata.managedFields ?? []).some(({ manager }) => manager === fieldManager);
}

/** The path of the autoscaler of a version, by the name of its Deployment. */
export function autoscalerPath(namespace: string, name: string): string {
  return objectPath({ ...typeOf("HorizontalPodAutoscaler"), metadata: { name, namespace } });
}

function splitsIn(
  { mesh }: ClusterPlan,
  live: readonly LiveObject[],
): ReadonlyMap<string, readonly Split[]> {
  const byName = new Map(
    live.filter(({ kind }) => kind === "VirtualService").map((one) => [keyOf(one), one]),
  );
  return new Map(
    (mesh?.routes ?? []).map((args) => {
      const planned = virtualServiceManifest(args);
      const found = byName.get(keyOf(planned)) as typeof planned | undefined;
      const host = serviceHost(args.service, args.namespace);
      return [args.service, found ? splitsOf(found.spec, host) : []];
    }),
  );
}

/**
 * Two autoscalers of one Deployment stop each other: the controller reports AmbiguousSelector and
 * scales nothing (validateAndParseSelector in Kubernetes' pkg/controller/podautoscaler).
 */
function rivals(plan: ClusterPlan, live: readonly LiveObject[]): string[] {
  const scaled = new Set(
    plan.workloads
      .filter(({ autoscale }) => autoscale)
      .map(({ service, version }) => versionedName(service, version)),
  );
  return live
    .filter(
      ({ kind, metadata }) => kind === "HorizontalPodAutoscaler" && !scaled.has(metadata.name),
    )
    .flatMap((one) => {
      const { spec } = one as { spec?: { scaleTargetRef?: { kind?: string; name?: string } } };
      const { kind, name = "" } = spec?.scaleTargetRef ?? {};
      if (kind !== "Deployment" || !scaled.has(name) || wroteIt(one)) return [];
      return [
        `${objectName(one)} in cluster ${plan.cluster.name} scales ${name} already, and two autoscalers stop each other. ` +
          "Delete it first, or set `replicas: external` in place of `autoscale`",
      ];
    });
}

function wroteIt({ metadata }: LiveObject): boolean {
  return (metadata.managedFields ?? []).some(({ manager }) => manager === fieldManager);
}
