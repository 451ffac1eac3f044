// Compares two snapshots of a stack, and puts the stacks of a project beside each other.
import { compareNames } from "../order";
import type { Finding } from "../preflight/finding";
import { ahead, environmentOf, type Ahead, type Environment } from "./environments";
import { capacities, type Capacity } from "./capacity";
import { stepsOf, type Steps } from "./estimate";
import { objectChanges, type ObjectChange } from "./objects";
import { risksOf, worstFirst, type Risk } from "./risks";
import { outlookOf, type DeclaredRollout, type RolloutOutlook } from "./rollout";
import { settingsRisks, type ComparedSettings } from "./settings";
import { rowsByCluster, trafficGroups, type RowsByService, type TrafficGroup } from "./services";
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
  /** Settings that no object shows; left out where one side's are not known. */
  readonly settings?: { readonly before: ComparedSettings; readonly after: ComparedSettings };
  /** The steps in which weights move after the update. @default the update moves them */
  readonly rollout?: DeclaredRollout;
  /** Of the update that leads from one to the other. */
  readonly order: StageOrder;
  /** Seconds that pods get to become ready. */
  readonly readySeconds: number;
  /** Why one of the sides is not known. @default both are known */
  readonly unreadable?: string;
  /** Changes that an update would refuse. */
  readonly forbidden: readonly Finding[];
  /** What `gray check` finds afterwards, and whether it is new. */
  readonly findings: readonly { readonly finding: Finding; readonly isNew: boolean }[];
}

/** How a stack changes. */
export interface StackComparison extends Pick<
  StackSides,
  "stack" | "unreadable" | "forbidden" | "findings"
> {
  /** `unreadable`: one of the sides is not known, so nothing is compared. */
  readonly change: "added" | "removed" | "changed" | "same" | "unreadable";
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
  /** The rollout that the change makes due, which moves its weights; the update moves none then. */
  readonly rollout?: RolloutOutlook;
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
  const { stack, unreadable, forbidden, findings } = sides;
  const { before = nothing, after = nothing } = unreadable === undefined ? sides : {};
  const names = new VersionNames([before, after]);
  const objects = objectChanges(before, after, names);
  const [old, now] = [rowsByCluster(before, names, after), rowsByCluster(after, names, before)];
  const traffic = trafficGroups(old, now);
  const versions = versionChanges(objects, { before, after }, names).sort(
    (a, b) => compareNames(a.service, b.service) || compareNames(a.version, b.version),
  );
  const told = sides.settings ? settingsRisks(sides.settings.before, sides.settings.after) : [];
  const change =
    unreadable !== undefined ? "unreadable" : kindOf(sides, objects.length + told.length > 0);
  const primaries = [...now.keys()].filter((name) => old.has(name)).length;
  const rollout =
    sides.rollout &&
    outlookOf(
      {
        ...sides.rollout,
        primaries: [...now.keys()],
        services: [...new Set([...now.values()].flatMap((rows) => [...rows.keys()]))],
      },
      traffic,
    );
  const comparison: StackComparison = {
    ...{ stack, change, forbidden, findings, traffic, versions },
    ...(unreadable !== undefined && { unreadable }),
    clusters: clustersOf(before, after),
    others: objects.filter(({ of, kind }) => !of && kind !== "VirtualService"),
    steps: stepsOf(objects, { before, after }, sides),
    ...(rollout && { rollout }),
    capacity: capacities(before, after),
    risks:
      change === "changed"
        ? worstFirst([
            ...told,
            ...risksOf({
              ...{ traffic, versions, objects, before: largestShares(old), primaries },
              inSteps: rollout !== undefined,
            }),
          ])
        : [],
  };
  if (!sides.after || unreadable !== undefined) return { comparison };
  return { comparison, environment: environmentOf(stack, after, now, names) };
}

function kindOf({ before, after }: StackSides, isChanged: boolean): StackComparison["change"] {
  if (!before) return "added";
  if (!after) return "removed";
  return isChanged ? "changed" : "same";
}

function clustersOf(before: Snapshot, after: Snapshot): StackComparison["clusters"] {
  const names = ({ clusters }: Snapshot) => clusters.map(({ name }) => name);
  const [old, now] = [names(before), names(after)];
  const { clusters } = now.length > 0 ? after : before;
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
