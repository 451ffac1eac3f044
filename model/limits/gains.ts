// What versions gain by a change of weights, and where a user wrote it.
import type { RouteArgs } from "../manifests/route-args";
import type { ClusterPlan } from "../plan/plan";
import type { Path } from "../problem";
import { hundredths, isByOrigin, type Origin } from "../release/weights";
import type { LimitContext } from "./limit";
import { isShareOf, sharesIn, type ServiceShares, type SharesByCluster } from "./shares";

/** What a change of weights starts from. */
export interface Before {
  /** How each service is split now; what is missing here has no limit, because nothing gets requests yet. */
  readonly shares: SharesByCluster;
  /**
   * The stable version of a service in a cluster, as far as it is known; `unknown`: only the clusters
   * know it.
   */
  readonly stable: (cluster: string, service: string) => string | undefined | typeof unknownStable;
}

/** Stands for a stable version that the caller can't know. */
export const unknownStable = Symbol("unknown stable version");

/** A part of a service's requests that a version gains in one cluster. */
export interface Gain {
  readonly cluster: string;
  readonly service: string;
  /** The version, or the name of a destination outside of the release. */
  readonly version: string;
  /** Whether it is a destination outside of the release. */
  readonly outside: boolean;
  /** Where the requests come from; both where they split alike. */
  readonly origins: readonly Origin[];
  /** Shares in percent. */
  readonly from: number;
  readonly to: number;
  /** Whether no other version has a larger share now. */
  readonly leads: boolean;
}

/** All that versions gain in the clusters that are known. */
export function gains(clusters: readonly ClusterPlan[], before: SharesByCluster): Gain[] {
  return clusters.flatMap((plan) =>
    [...sharesIn(plan)].flatMap(([service, next]) => {
      const now = before.get(plan.cluster.name)?.get(service);
      if (!now) return [];
      const args = (plan.mesh?.routes ?? []).find((one) => one.service === service);
      return gainsOf(now, named(next, args)).map((gain): Gain => ({
        ...{ cluster: plan.cluster.name, service },
        ...gain,
        outside: args?.outside?.[gain.version] !== undefined,
      }));
    }),
  );
}

/** What a version would gain, in words. */
export function gainText({ version, service, origins, from, to }: Gain): string {
  const points = (hundredths(to) - hundredths(from)) / 100;
  const where =
    origins.length === 1 ? ` from ${origins[0] === "gateway" ? "outside" : "the mesh"}` : "";
  return `${version} would get ${percent(to)} of the requests${where} for ${service} in place of ${percent(from)}: ${points} points more`;
}

/**
 * Whether a gain may be a return to the stable version, before anybody asks the clusters: to one that
 * gets all requests again, or had most of them.
 */
export function mayReturn({ from, to, leads }: Gain): boolean {
  return from > 0 && (to === 100 || leads);
}

/** The stable version for which a gain counts. */
export function stableFor({ plan }: Pick<LimitContext, "plan">, before: Before, gain: Gain) {
  const { cluster, service } = gain;
  return plan.release.services[service]?.stable ?? before.stable(cluster, service);
}

/** A share in words. */
export function percent(share: number): string {
  return `${hundredths(Math.min(100, share)) / 100} %`;
}

/** Where a user wrote the share that a version gains. */
export function placeOf({ plan, locate, inCluster }: LimitContext, gain: Gain): Path {
  const { cluster: name, service, version, origins } = gain;
  const here = plan.clusters.find(({ cluster }) => cluster.name === name);
  const args = here?.mesh?.routes.find((one) => one.service === service);
  const { weights, lanes } = here?.cluster ?? {};
  const entered = (args?.lanes?.lanes ?? []).findIndex(
    (lane) => lane.version === version && lane.weight > 0,
  );
  if (entered >= 0 && origins.includes("gateway")) {
    const lane = args?.lanes?.lanes[entered]?.name ?? "";
    return lanes?.[lane] === undefined
      ? locate(["lanes", "lanes", entered, "weight"])
      : inCluster(name, "lanes", lane);
  }
  const inside = [...(args && isByOrigin(args.weights) ? [origins[0] ?? "mesh"] : []), version];
  return weights?.[service]
    ? inCluster(name, "weights", service, ...inside)
    : locate(["services", service, "weights", ...inside]);
}

/** A name in weights, and how to find its share among others. */
interface NamedShare {
  readonly version: string;
  readonly to: number;
  readonly has: (key: string) => boolean;
}

/** The shares of a plan by the names that its weights have. */
function named(next: ServiceShares, args: RouteArgs | undefined) {
  const { versions = [], outside } = args ?? {};
  const exact = [...versions].sort((a, b) => portsOf(b, outside) - portsOf(a, outside));
  return (Object.keys(next) as Origin[]).map((origin) => ({
    origin,
    shares: [...(next[origin] ?? [])].map(([key, to]): NamedShare => {
      const version = exact.find((name) => isShareOf(key, name, outside));
      return version === undefined
        ? { version: key, to, has: (one) => one === key }
        : { version, to, has: (one) => isShareOf(one, version, outside) };
    }),
  }));
}

/** Of two destinations with one host, the one that names its port is the closer one. */
function portsOf(name: string, outside: RouteArgs["outside"]): number {
  return outside?.[name]?.port === undefined ? 0 : 1;
}

/** What each version gains by origin; equal gains of both origins are one. */
function gainsOf(now: ServiceShares, next: ReturnType<typeof named>) {
  const found = next.flatMap(({ origin, shares }) => {
    // A service that only one origin reached yet is measured by that one.
    const before = now[origin] ?? Object.values(now)[0];
    if (!before) return [];
    const largest = Math.max(...before.values());
    return shares.map(({ version, to, has }) => {
      const from = [...before].reduce((sum, [key, part]) => (has(key) ? sum + part : sum), 0);
      return { version, origin, from, to, leads: from === largest };
    });
  });
  const groups = new Map<string, Omit<(typeof found)[number], "origin"> & { origins: Origin[] }>();
  for (const { origin, ...gain } of found) {
    if (hundredths(gain.to) <= hundredths(gain.from)) continue;
    const key = JSON.stringify(gain);
    const group = groups.get(key) ?? { ...gain, origins: [] };
    group.origins.push(origin);
    groups.set(key, group);
  }
  return [...groups.values()];
}
