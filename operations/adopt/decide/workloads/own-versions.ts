/** Concludes what one cluster says of its own of a version: where its Deployment differs. Pure. */
import { mergedVersion } from "../../../../model/plan/merged-version";
import { sidecarOffBy } from "../../../../model/release/sidecars";
import type {
  OwnVersionChanges,
  VersionInCluster,
} from "../../../../model/release/version-changes";
import { isMapping } from "../../../../model/schema/best-effort";
import { difference, same } from "../pod-difference";
import { generated, type VersionFrame } from "../version";

/** What a cluster has of its own, and what it can't have. */
export interface OwnFound {
  /** Changes of the version in this cluster; left out where there are none. */
  readonly changes?: OwnVersionChanges;
  /** Fields of the Deployment that differ, although a version has the same ones in all clusters. */
  readonly unlike: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The changes that make a version in one cluster of the version in another one.
 *
 * @param base the version as the first cluster has it
 * @param here as this cluster has it
 */
export function ownChanges(
  base: VersionInCluster,
  here: VersionInCluster,
  frame: VersionFrame,
): OwnFound {
  const plain = { ...fieldChanges(base, here), ...numberChanges(base, here) };
  const merged = mergedVersion(base, plain as OwnVersionChanges, frame.service);
  const pod = difference(generated(merged, frame), generated(here, frame));
  const changes = { ...plain, ...(pod !== undefined && { pod }) } as OwnVersionChanges;
  const unlike = [
    ...(base.container === here.container ? [] : ["spec.template.spec.containers[*].name"]),
    ...(same(base.labels, here.labels) ? [] : ["spec.selector.matchLabels"]),
    ...(changesPorts(pod) ? ["spec.template.spec.containers[*].ports"] : []),
    ...(sidecarOffBy(base) === sidecarOffBy(here) ? [] : ["spec.template.metadata"]),
    ...(here.replicas === 0 || base.replicas === 0 ? ["spec.replicas"] : []),
  ];
  return { unlike, ...(Object.keys(changes).length > 0 && { changes }) };
}

/** Keys that have a place of their own, or that are told where they differ. */
const apart = ["pod", "replicas", "autoscale", "container", "labels", "clusters"];
const byName = ["env", "annotations", "resources"];

function fieldChanges(base: VersionInCluster, here: VersionInCluster): Fields {
  const from: Fields = { ...base };
  const to: Fields = { ...here };
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return Object.fromEntries(
    keys
      .filter((key) => !apart.includes(key) && !same(from[key], to[key]))
      .map((key) => {
        const both = byName.includes(key) && isMapping(from[key]) && isMapping(to[key]);
        return [key, both ? difference(from[key], to[key]) : (to[key] ?? null)];
      }),
  );
}

/** Both `replicas` and `autoscale` say the number of pods, so that one takes the place of the other. */
function numberChanges(base: VersionInCluster, here: VersionInCluster): Fields {
  if (same([base.replicas, base.autoscale], [here.replicas, here.autoscale])) return {};
  if (!here.autoscale) return { replicas: here.replicas ?? 1 };
  return { autoscale: difference(base.autoscale ?? {}, here.autoscale) };
}

/** Ports lead to the same ports of containers in every cluster. */
function changesPorts(pod: unknown): boolean {
  const { spec } = (pod ?? {}) as { spec?: { containers?: unknown } };
  const { containers } = spec ?? {};
  return (
    Array.isArray(containers) &&
    containers.some((one) => isMapping(one) && Object.hasOwn(one, "ports"))
  );
}
