/**
 * Decides what becomes of the number of a Deployment's pods when its owner changes: from the
 * declaration to an autoscaler, or back. Pure.
 *
 * A server-side apply that leaves `spec.replicas` out takes it away from its only owner, and the API
 * server fills in 1: pods under load would be cut. So a second field manager holds the number while
 * the owner changes
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#transferring-ownership).
 */
import { identity, type FieldTree, type LiveObject } from "../../model/live-object";
import { deploymentManifest, type DeploymentManifest } from "../../model/manifests/deployment";
import { fieldManager, replicasManager } from "../../model/manifests/ownership";
import type { WorkloadArgs } from "../../model/manifests/workload-args";
import type { ClusterPlan } from "../../model/plan/plan";

/** A live Deployment, as far as its number of pods goes. */
export interface LiveDeployment extends LiveObject {
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly readyReplicas?: number };
}

/** A change of who decides the number of a Deployment's pods. */
export interface ReplicasChange {
  /**
   * - `leave`: the release no longer declares the number; an autoscaler decides it, or somebody else.
   * - `take`: the release declares a number that it left to an autoscaler before.
   * - `own`: the release owns the number, and the second field manager still holds it, because an
   *   update broke off.
   */
  readonly kind: "leave" | "take" | "own";
  readonly workload: WorkloadArgs;
  readonly live: LiveDeployment;
  /** The live number. */
  readonly replicas: number;
  /** The declared number; left out where none is declared. */
  readonly declared?: number;
  /** Whether the release's own autoscaler still runs, and is to be deleted first. */
  readonly autoscaler: boolean;
}

/** A planned version with its live Deployment. */
interface Pair {
  readonly workload: WorkloadArgs;
  readonly planned: DeploymentManifest;
  readonly live: LiveDeployment;
}

/**
 * The names of the Deployments that may have an autoscaler of the release which the release no
 * longer declares.
 */
export function maybeScaled(plan: ClusterPlan, live: readonly LiveObject[]): string[] {
  return pairs(plan, live)
    .filter(({ planned, live: one }) => planned.spec.replicas !== undefined && !declares(one))
    .filter(({ live: one }) => managersOf(one).includes(fieldManager))
    .map(({ planned }) => planned.metadata.name);
}

/**
 * The changes in one cluster.
 *
 * @param autoscalers names of live autoscalers that the release made and no longer declares
 */
export function replicasChanges(
  plan: ClusterPlan,
  live: readonly LiveObject[],
  autoscalers: ReadonlySet<string>,
): ReplicasChange[] {
  return pairs(plan, live).flatMap(({ workload, planned, live: one }): ReplicasChange[] => {
    const declared = planned.spec.replicas;
    const autoscaler = autoscalers.has(planned.metadata.name);
    const about = { workload, live: one, replicas: one.spec.replicas ?? 1, autoscaler };
    const owners = ownersOf(one);
    const isHeld = owners.includes(replicasManager);
    if (declared === undefined)
      return owners.length > 0 && owners.every((owner) => owner === fieldManager)
        ? [{ kind: "leave", ...about }]
        : [];
    if (owners.includes(fieldManager)) return isHeld ? [{ kind: "own", ...about, declared }] : [];
    return autoscaler || isHeld ? [{ kind: "take", ...about, declared }] : [];
  });
}

/** Whether a change would cut pods that run. */
export function cuts({ kind, workload, replicas, declared }: ReplicasChange): boolean {
  if (kind === "leave") return replicas > (workload.autoscale?.max ?? replicas);
  return kind === "take" && declared !== undefined && declared < replicas;
}

/** The field managers that own the number of a Deployment's pods. */
export function ownersOf({ metadata: { managedFields = [] } }: LiveObject): string[] {
  return managedFields
    .filter(({ fieldsV1 }) => replicasIn(fieldsV1) !== undefined)
    .map(({ manager }) => manager);
}

function replicasIn(tree: FieldTree | undefined): FieldTree | undefined {
  return tree?.["f:spec"]?.["f:replicas"];
}

/**
 * The managed fields of a Deployment without other managers' ownership of the number of its pods.
 *
 * @returns undefined where no other manager owns it, or the release does not
 */
export function withoutOtherOwners(
  live: LiveObject,
): LiveObject["metadata"]["managedFields"] | undefined {
  const owners = ownersOf(live);
  if (!owners.includes(fieldManager) || owners.every((owner) => owner === fieldManager))
    return undefined;
  return live.metadata.managedFields?.flatMap((entry) => {
    const { manager, fieldsV1 } = entry;
    if (manager === fieldManager || !fieldsV1 || !replicasIn(fieldsV1)) return [entry];
    const { "f:spec": { "f:replicas": _, ...spec } = {}, ...others } = fieldsV1;
    const rest = Object.keys(spec).length > 0 ? { ...others, "f:spec": spec } : others;
    return Object.keys(rest).length > 0 ? [{ ...entry, fieldsV1: rest }] : [];
  });
}

function declares(live: LiveObject): boolean {
  return ownersOf(live).includes(fieldManager);
}

function managersOf({ metadata: { managedFields = [] } }: LiveObject): string[] {
  return managedFields.map(({ manager }) => manager);
}

function pairs({ workloads }: ClusterPlan, live: readonly LiveObject[]): Pair[] {
  const byName = new Map(
    live.filter(({ kind }) => kind === "Deployment").map((one) => [identity(one), one]),
  );
  return workloads.flatMap((workload) => {
    const planned = deploymentManifest(workload);
    const found = byName.get(identity(planned));
    return found ? [{ workload, planned, live: found as LiveDeployment }] : [];
  });
}
