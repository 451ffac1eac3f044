// Says which versions come, go and change, from the changes of their objects.
import type { DeploymentManifest } from "../manifests/deployment";
import type { FieldChange } from "./fields";
import type { ObjectChange } from "./objects";
import type { Snapshot } from "./snapshot";
import type { VersionNames } from "./version-names";

/** What happens to a version in some clusters. */
export interface VersionChange {
  readonly service: string;
  readonly version: string;
  readonly clusters: readonly string[];
  readonly change: "added" | "changed" | "removed";
  /** Image of a version that comes. */
  readonly image?: string;
  /** Pods in each cluster, where the declaration fixes the number. */
  readonly pods?: number;
  /** What changes of a version that stays. */
  readonly fields: readonly FieldChange[];
  /** Whether its pods are replaced by new ones; else they keep running. */
  readonly replaces: boolean;
  /** Whether it was in other clusters before, or stays in others where it goes. */
  readonly elsewhere: boolean;
  /** Whether all old pods end before the first new one starts. */
  readonly recreates: boolean;
}

/** Beginnings of the names of fields, by the kind of object that holds them. */
const whose: Readonly<Record<string, string>> = {
  DestinationRule: "callers: ",
  PodDisruptionBudget: "disruptionBudget: ",
};

/** The changes of versions, from those of all objects. */
export function versionChanges(
  changes: readonly ObjectChange[],
  snapshots: { readonly before: Snapshot; readonly after: Snapshot },
  names: VersionNames,
): VersionChange[] {
  const found = new Map<string, VersionChange>();
  const [old, now] = [snapshots.before, snapshots.after].map((one) => versionsIn(one, names));
  for (const one of changes) {
    const { of, kind, clusters, fields } = one;
    // Subsets come and go in all primary clusters, wherever the pods are.
    if (!of || (kind === "DestinationRule" && one.change !== "changed")) continue;
    const isDeployment = kind === "Deployment";
    const change = isDeployment ? one.change : "changed";
    const key = JSON.stringify([of, clusters, change]);
    const known = found.get(key);
    const own = ownFields(one);
    const whole = isDeployment
      ? deploymentOf(one.change === "removed" ? snapshots.before : snapshots.after, one, names)
      : undefined;
    const { replicas } = whole?.spec ?? {};
    const image = whole?.spec.template.spec?.containers[0]?.image;
    found.set(key, {
      ...of,
      clusters,
      change,
      ...(known?.image !== undefined && { image: known.image }),
      ...(known?.pods !== undefined && { pods: known.pods }),
      ...(isDeployment && image !== undefined && { image }),
      ...(isDeployment && replicas !== undefined && { pods: replicas }),
      fields: [...(known?.fields ?? []), ...(fields.length > 0 || !isDeployment ? own : [])],
      elsewhere: (change === "added" ? old : now)?.has(`${of.service}/${of.version}`) ?? false,
      replaces: (known?.replaces ?? false) || one.replaces === true,
      recreates: (known?.recreates ?? false) || (one.replaces === true && isRecreate(whole)),
    });
  }
  return [...found.values()].filter((one) => !followsFrom(one, found));
}

/** The versions that have pods in some cluster. */
function versionsIn({ clusters }: Snapshot, names: VersionNames): ReadonlySet<string> {
  return new Set(
    [...new Set(clusters.map(({ objects }) => objects))].flatMap((objects) =>
      objects.flatMap((one) => {
        const of = one.kind === "Deployment" ? names.of(one) : undefined;
        return of ? [`${of.service}/${of.version}`] : [];
      }),
    ),
  );
}

function isRecreate(object: DeploymentManifest | undefined): boolean {
  return object?.spec.strategy?.type === "Recreate";
}

/** The fields of an object; one that comes or goes beside a Deployment is a field itself. */
function ownFields({ kind, change, fields }: ObjectChange): FieldChange[] {
  if (change === "changed")
    return fields.map((one) => ({ ...one, key: `${whose[kind] ?? ""}${one.key}` }));
  const name = kind === "HorizontalPodAutoscaler" ? "autoscale" : "disruptionBudget";
  return [{ key: name, ...(change === "added" ? { after: "set" } : { before: "set" }) }];
}

/** What comes or goes with the whole version needs no word of its own. */
function followsFrom(one: VersionChange, all: ReadonlyMap<string, VersionChange>): boolean {
  if (one.change !== "changed") return false;
  return [...all.values()].some(
    (other) =>
      other.change !== "changed" &&
      other.service === one.service &&
      other.version === one.version &&
      one.clusters.every((name) => other.clusters.includes(name)),
  );
}

function deploymentOf(
  { clusters }: Snapshot,
  { clusters: [first], of }: ObjectChange,
  names: VersionNames,
): DeploymentManifest | undefined {
  const objects = clusters.find(({ name }) => name === first)?.objects ?? [];
  return objects.find((one) => {
    const mine = one.kind === "Deployment" ? names.of(one) : undefined;
    return mine?.service === of?.service && mine?.version === of?.version;
  }) as DeploymentManifest | undefined;
}
