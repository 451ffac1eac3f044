// Finds what a plan gives to some clusters otherwise than to others, in the words of a declaration.
import type { ClusterPlan, ReleasePlan } from "./plan";
import type { WorkloadArgs } from "../manifests/workload-args";
import { leaves } from "../manifests/leaves";
import { compareNames, inOrder } from "../order";
import type { ServiceWeights, Weights } from "../release/routing";
import { isByOrigin } from "../release/weights";

/** A setting that has two values or more in the clusters of a release. */
export interface Difference {
  /** Name of the service; left out for a lane. */
  readonly service?: string;
  /** Name of the version; left out for the weights of a service. */
  readonly version?: string;
  /** Name of the lane. */
  readonly lane?: string;
  /** The setting, such as `replicas`, `env.REGION`, `weights` or `percent`. */
  readonly key: string;
  /**
   * The values by cluster, in the order of the clusters. A cluster that lacks the setting has
   * `null`; one that runs no such version, or reads no routes, is left out.
   */
  readonly values: Readonly<Record<string, unknown>>;
}

/** The settings of one cluster by their keys, for one version, one service or one lane. */
interface Group extends Pick<Difference, "service" | "version" | "lane"> {
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * What differs between the clusters of a plan: settings of versions between the clusters that run
 * them, weights and percentages of lanes between primary clusters. Where a version runs is no
 * difference.
 */
export function differences({ clusters }: ReleasePlan): Difference[] {
  const byOwner = new Map<string, { readonly of: Group; readonly in: Map<string, Group> }>();
  for (const one of clusters)
    for (const group of groups(one)) {
      const { settings: _settings, ...owner } = group;
      const key = JSON.stringify(owner);
      const known = byOwner.get(key) ?? { of: group, in: new Map<string, Group>() };
      known.in.set(one.cluster.name, group);
      byOwner.set(key, known);
    }
  return [...byOwner.values()].flatMap(({ of, in: found }) => {
    const { settings: _settings, ...owner } = of;
    const keys = new Set([...found.values()].flatMap(({ settings }) => Object.keys(settings)));
    return [...keys].sort(compareKeys).flatMap((key): Difference[] => {
      const values = [...found].map(([name, { settings }]): [string, unknown] => [
        name,
        settings[key] ?? null,
      ]);
      if (new Set(values.map(([, value]) => JSON.stringify(inOrder(value)))).size < 2) return [];
      return [{ ...owner, key, values: Object.fromEntries<unknown>(values) }];
    });
  });
}

function groups({ workloads, mesh }: ClusterPlan): Group[] {
  const routes = mesh?.routes ?? [];
  const lanes = routes.find((route) => route.lanes)?.lanes?.lanes ?? [];
  return [
    ...workloads.map((args) => ({
      service: args.service,
      version: args.version,
      settings: settingsOf(args),
    })),
    ...routes.map(({ service, weights }) => ({
      service,
      settings: { weights: withoutZeros(weights) },
    })),
    ...lanes.map(({ name, weight }) => ({ lane: name, settings: { percent: weight } })),
  ];
}

/** A version without a weight has 0. */
function withoutZeros(weights: ServiceWeights): ServiceWeights {
  const taking = (split: Weights) =>
    Object.fromEntries(Object.entries(split).filter(([, weight]) => weight > 0));
  if (!isByOrigin(weights)) return taking(weights);
  return { gateway: taking(weights.gateway), mesh: taking(weights.mesh) };
}

/** What a declaration says of a version, by its keys; `replicas` also where it is the default. */
function settingsOf(args: WorkloadArgs): Readonly<Record<string, unknown>> {
  const declared = Object.entries(args).filter(([key]) => !alike.includes(key));
  return leaves({ ...Object.fromEntries(declared), replicas: args.replicas ?? 1 });
}

/** What a plan makes of names and ports, which are the same in every cluster. */
const alike: readonly string[] = [
  ...["namespace", "service", "version", "selector", "labels", "container", "targetPort", "ports"],
  "sidecar",
];

/** `replicas` and `image` first: they are what differs most often, and what readers look for. */
function compareKeys(one: string, other: string): number {
  const first = ["image", "replicas"];
  const rank = (key: string) => -first.indexOf(key);
  return rank(one) - rank(other) || compareNames(one, other);
}
