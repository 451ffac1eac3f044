// Counts the pods of a stack and the CPU that they ask for, before, while and after an update.
import type { AutoscalerManifest } from "../manifests/autoscaler";
import type { DeploymentManifest } from "../manifests/deployment";
import type { Manifest } from "../manifests/metadata";
import { identity } from "../live-object";
import { replacesPods } from "./fields";
import { perPair, type Snapshot } from "./snapshot";

/** Pods, and the CPU and memory that their containers request, without those of sidecars. */
export interface Need {
  readonly pods: number;
  /** Cores. */
  readonly cpu: number;
  /** Mebibytes. */
  readonly memory: number;
}

/** What a cluster needs. */
export interface Capacity {
  readonly clusters: readonly string[];
  readonly before: Need;
  readonly after: Need;
  /** The most while the update runs: what goes is deleted last, and new pods start beside old ones. */
  readonly peak: Need;
  /** Whether autoscalers or other owners decide about some pods: their fewest are counted. */
  readonly open: boolean;
  /** Whether some containers request no CPU, so that more is used than is counted. */
  readonly unasked: boolean;
}

const none: Need = { pods: 0, cpu: 0, memory: 0 };

/** The need of each cluster; clusters with the same are told once. */
export function capacities(before: Snapshot, after: Snapshot): Capacity[] {
  const names = [...new Set([...after.clusters, ...before.clusters].map(({ name }) => name))];
  const byText = new Map<string, Capacity>();
  const capacityOf = perPair(capacity);
  for (const name of names) {
    const find = ({ clusters }: Snapshot) => clusters.find((one) => one.name === name);
    const { clusters: _clusters, ...need } = capacityOf(find(before), find(after));
    const text = JSON.stringify(need);
    const known = byText.get(text)?.clusters ?? [];
    byText.set(text, { clusters: [...known, name], ...need });
  }
  return [...byText.values()];
}

function capacity(before: readonly Manifest[], after: readonly Manifest[]): Capacity {
  const [old, now] = [deploymentsOf(before), deploymentsOf(after)];
  const counted = (all: ReadonlyMap<string, Counted>) => [...all.values()];
  const peak = [...new Set([...old.keys(), ...now.keys()])].map((id) => {
    const [was, is] = [old.get(id), now.get(id)];
    if (!was || !is) return (was ?? is)?.need ?? none;
    const surge = replacesPods(was.object, is.object) ? surgeOf(is.object, is.need.pods) : 0;
    const pods = Math.max(was.need.pods, is.need.pods) + surge;
    const each = is.need.pods > 0 ? is : was;
    return times(each.each, pods);
  });
  const all = [...counted(old), ...counted(now)];
  return {
    clusters: [],
    before: sum(counted(old).map(({ need }) => need)),
    after: sum(counted(now).map(({ need }) => need)),
    peak: sum(peak),
    open: all.some(({ open }) => open),
    unasked: all.some(({ each }) => each.cpu === 0),
  };
}

interface Counted {
  readonly object: DeploymentManifest;
  readonly need: Need;
  readonly each: Need;
  readonly open: boolean;
}

function deploymentsOf(objects: readonly Manifest[]): ReadonlyMap<string, Counted> {
  const scalers = new Map(
    objects
      .filter(({ kind }) => kind === "HorizontalPodAutoscaler")
      .map((one) => [one.metadata.name, one as AutoscalerManifest]),
  );
  return new Map(
    objects
      .filter(({ kind }) => kind === "Deployment")
      .map((one): [string, Counted] => {
        const object = one as DeploymentManifest;
        const scaler = scalers.get(object.metadata.name);
        const pods = object.spec.replicas ?? scaler?.spec.minReplicas ?? 1;
        const each = needOf(object);
        const open = object.spec.replicas === undefined;
        return [identity(object), { object, need: times(each, pods), each, open }];
      }),
  );
}

function needOf({ spec }: DeploymentManifest): Need {
  const containers = spec.template.spec?.containers ?? [];
  const asked = (key: string) =>
    containers.reduce((all, one) => all + quantity(one.resources?.requests?.[key]), 0);
  return { pods: 1, cpu: asked("cpu"), memory: asked("memory") / 2 ** 20 };
}

function times({ cpu, memory }: Need, pods: number): Need {
  return { pods, cpu: cpu * pods, memory: memory * pods };
}

function sum(needs: readonly Need[]): Need {
  const all = needs.reduce(
    (one, other) => ({
      pods: one.pods + other.pods,
      cpu: one.cpu + other.cpu,
      memory: one.memory + other.memory,
    }),
    none,
  );
  // Binary fractions: 0.1 + 0.2 cores are 0.3.
  return { pods: all.pods, cpu: round(all.cpu), memory: round(all.memory) };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/**
 * The pods beyond the declared number while they are replaced: a percentage is rounded up
 * (https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-surge).
 */
export function surgeOf({ spec }: DeploymentManifest, pods: number): number {
  if (spec.strategy?.type === "Recreate") return 0;
  const surge = spec.strategy?.rollingUpdate?.maxSurge ?? "25%";
  if (typeof surge === "number") return surge;
  return Math.ceil((pods * Number.parseFloat(surge)) / 100);
}

const suffixes: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 },
};

/**
 * A quantity of Kubernetes as a number; 0 for one that is not set or in another form
 * (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/).
 */
export function quantity(text: unknown): number {
  const [, digits = "", suffix = ""] =
    /^([\d.]+(?:[eE][-+]?\d+)?)([A-Za-z]*)$/.exec(
      typeof text === "number" ? String(text) : typeof text === "string" ? text : "",
    ) ?? [];
  const value = Number(digits) * (suffix === "" ? 1 : (suffixes[suffix] ?? Number.NaN));
  return Number.isFinite(value) ? value : 0;
}
