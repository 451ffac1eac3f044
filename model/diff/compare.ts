// Compares two snapshots of a stack, and puts the stacks of a project beside each other.
import { compareNames } from "../order";
import type { Finding } from "../preflight/finding";
import type { Problem } from "../problem";
import { ahead, environmentOf, type Ahead, type Environment } from "./environments";
import { capacities, type Capacity } from "./capacity";
import { stepsOf, type Steps } from "./estimate";
import { objectChanges, type ObjectChange } from "./objects";
import { risksOf, type Risk } from "./risks";
import type { RowsByService, TrafficGroup } from "./services";
import { rowsByCluster, trafficGroups } from "./services";
import type { Snapshot, StageOrder } from "./snapshot";
import { VersionNames } from "./version-names";
import { versionChanges, type VersionChange } from "./versions";

/** A stack before and after. */
export interface StackSides {
  readonly stack: string;
  /** Left out: the stack is new. */
  readonly before?: Snapshot;
  /** Left out: the stack has no file any more. */
  readonly after?: Snapshot;
  /** Of the update that leads from one to the other. */
  readonly order: StageOrder;
  /** Seconds that pods get to become ready. */
  readonly readySeconds: number;
  /** Whether namespaces are protected. @default true */
  readonly protect?: boolean;
  /** Changes that an update would refuse. */
  readonly forbidden: readonly Problem[];
  /** What `gray check` finds afterwards, and whether it is new. */
  readonly findings: readonly { readonly finding: Finding; readonly isNew: boolean }[];
}

/** How a stack changes. */
export interface StackComparison extends Pick<StackSides, "stack" | "forbidden" | "findings"> {
  readonly change: "added" | "removed" | "changed" | "same";
  readonly clusters: {
    /** All clusters afterwards; of a stack that goes, those before. */
    readonly all: readonly string[];
    readonly primary: readonly string[];
    readonly added: readonly string[];
    readonly removed: readonly string[];
  };
  readonly traffic: readonly TrafficGroup[];
  readonly versions: readonly VersionChange[];
  /** Objects of no version and without routes: Services, Gateways, policies, objects beside. */
  readonly others: readonly ObjectChange[];
  readonly steps: Steps;
  readonly capacity: readonly Capacity[];
  readonly risks: readonly Risk[];
}

/** How the stacks of a project change. */
export interface Comparison {
  readonly stacks: readonly StackComparison[];
  readonly ahead: readonly Ahead[];
}

const nothing: Snapshot = { clusters: [] };

/** Compares all stacks. */
export function compareStacks(all: readonly StackSides[]): Comparison {
  const compared = all.map(compareStack);
  const touched = compared.flatMap(({ comparison: { traffic, versions } }) => [
    ...traffic.flatMap(({ services }) => services),
    ...versions.map(({ service }) => service),
  ]);
  const environments = compared.flatMap(({ environment }) => (environment ? [environment] : []));
  return {
    stacks: compared.map(({ comparison }) => comparison),
    ahead: ahead(environments, new Set(touched)),
  };
}

function compareStack(sides: StackSides): {
  readonly comparison: StackComparison;
  readonly environment?: Environment;
} {
  const { stack, before = nothing, after = nothing, forbidden, findings } = sides;
  const names = new VersionNames([before, after]);
  const objects = objectChanges(before, after, names);
  const [old, now] = [rowsByCluster(before, names), rowsByCluster(after, names)];
  const traffic = trafficGroups(old, now);
  const versions = versionChanges(objects, { before, after }, names).sort(
    (a, b) => compareNames(a.service, b.service) || compareNames(a.version, b.version),
  );
  const changed = objects.length > 0;
  const change = !sides.before ? "added" : !sides.after ? "removed" : changed ? "changed" : "same";
  const primaries = [...now.keys()].filter((name) => old.has(name)).length;
  const comparison: StackComparison = {
    ...{ stack, change, forbidden, findings, traffic, versions },
    clusters: clustersOf(sides),
    others: objects.filter(({ of, kind }) => !of && kind !== "VirtualService"),
    steps: stepsOf(objects, { before, after }, sides),
    capacity: capacities(before, after),
    risks:
      change === "changed"
        ? risksOf({ traffic, versions, objects, before: largestShares(old), primaries })
        : [],
  };
  if (!sides.after) return { comparison };
  return { comparison, environment: environmentOf(stack, after, now, names) };
}

function clustersOf({ before = nothing, after }: StackSides): StackComparison["clusters"] {
  const names = ({ clusters }: Snapshot) => clusters.map(({ name }) => name);
  const [old, now] = [names(before), names(after ?? nothing)];
  const { clusters } = after ?? before;
  return {
    all: clusters.map(({ name }) => name),
    primary: clusters.filter(({ primary }) => primary).map(({ name }) => name),
    added: now.filter((name) => !old.includes(name)),
    removed: old.filter((name) => !now.includes(name)),
  };
}

/** The largest share of any case that each version has, by service and version. */
function largestShares(all: ReadonlyMap<string, RowsByService>): ReadonlyMap<string, number> {
  const largest = new Map<string, number>();
  for (const services of all.values())
    for (const [service, { rows }] of services)
      for (const { target, percent } of rows.flatMap(({ shares }) => shares)) {
        const key = `${service}/${target}`;
        largest.set(key, Math.max(largest.get(key) ?? 0, percent));
      }
  return largest;
}
