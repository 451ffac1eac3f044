/** Decides what the live routes of one cluster are: planned ones, or those of another writer. Pure. */
import { isDeepStrictEqual } from "node:util";
import { objectName, type LiveObject } from "../../../model/live-object";
import { fieldManager } from "../../../model/manifests/ownership";
import { rootRouteManifest } from "../../../model/manifests/root-route";
import type { RouteArgs } from "../../../model/manifests/route-args";
import {
  virtualServiceManifest,
  type VirtualServiceManifest,
} from "../../../model/manifests/virtual-service";
import type { MeshPlan } from "../../../model/plan/plan-mesh";
import type { ClusterPlan } from "../../../model/plan/plan";
import { serviceHost } from "../../../model/release/names";
import { compare, findDrift, type Compared, type Drift } from "../../drift/decide";
import { splitsOf } from "../../scale/shares";
import { liveWeights } from "../live-weights";
import type { RouteChange } from "./port";

/** A VirtualService of a cluster, as it is and as it shall be. */
export interface JudgedRoute {
  /** As the next plan has it. */
  readonly next: VirtualServiceManifest;
  /** As the plans have it that the cluster may have, in their order. */
  readonly from: readonly VirtualServiceManifest[];
  /** Left out where the cluster has none. */
  readonly live?: LiveObject & VirtualServiceManifest;
  readonly verdict: RouteVerdict;
}

/**
 * What a live VirtualService is:
 * - `at`: what the next plan has
 * - `before`: what a plan has that the cluster may have
 * - `unapplied`: the same but for changes of the declaration that no update applied yet; its weights
 *   are planned ones, and it names every destination to which the next plan leads
 * - `other`: none of these
 * - `missing`: the cluster has none
 */
export type RouteVerdict =
  | { readonly kind: "at" | "before" | "unapplied" | "missing" }
  | {
      readonly kind: "other";
      /** Whether another field manager wrote it; else another run of this program did. */
      readonly foreign: boolean;
      readonly drift: readonly [Drift, ...Drift[]];
    };

/** A planned VirtualService. */
interface Planned {
  readonly object: VirtualServiceManifest;
  /** A plan of nothing but these routes; left out for a root VirtualService, which has no weights. */
  readonly weighted?: { readonly args: RouteArgs; readonly mesh: MeshPlan };
}

/**
 * Judges all VirtualServices of the next plan. A step goes on only over routes that this program
 * planned: what an abort, another driver or another field manager wrote since must stay.
 *
 * @param live VirtualServices of the plan's namespaces, those of others included
 */
export function judgeRoutes(
  { cluster, from, next }: Pick<RouteChange, "cluster" | "from" | "next">,
  live: readonly LiveObject[],
): JudgedRoute[] {
  const before = from.map((plan) => new Map(plannedRoutes(plan).map((one) => [nameOf(one), one])));
  return plannedRoutes(next).map((planned) => {
    const earlier = before.flatMap((plan) => plan.get(nameOf(planned)) ?? []);
    const comparedWith = ({ object }: Planned) => compare([object], live)[0]!;
    const after = comparedWith(planned);
    const judged = { next: planned.object, from: earlier.map(({ object }) => object) };
    if (!after.found) return { ...judged, verdict: { kind: "missing" } };
    const found = after.found as LiveObject & VirtualServiceManifest;
    const verdict = (): RouteVerdict => {
      if (isEqual(after)) return { kind: "at" };
      const compared = earlier.map(comparedWith);
      if (compared.some(isEqual)) return { kind: "before" };
      const known = compared[0] ?? after;
      const asked = { cluster: cluster.name, compared: [known], manager: fieldManager };
      const [first, ...others] = findDrift({ ...asked, applied: true });
      if (first) return { kind: "other", foreign: true, drift: [first, ...others] };
      if (isUnapplied(known, planned, [planned, ...earlier], found)) return { kind: "unapplied" };
      return { kind: "other", foreign: false, drift: [ownDrift(cluster.name, known)] };
    };
    return { ...judged, live: found, verdict: verdict() };
  });
}

/** The VirtualServices of a plan. */
export function routesOf(plan: ClusterPlan): VirtualServiceManifest[] {
  return plannedRoutes(plan).map(({ object }) => object);
}

function plannedRoutes({ mesh }: ClusterPlan): Planned[] {
  if (!mesh) return [];
  return [
    ...mesh.routes.map((args) => ({
      object: virtualServiceManifest(args),
      weighted: { args, mesh: { ...mesh, routes: [args] } },
    })),
    ...mesh.entries.map((args) => ({ object: rootRouteManifest(args) })),
  ];
}

function nameOf({ object }: Planned): string {
  return objectName(object);
}

function isEqual({ differences }: Compared): boolean {
  return differences.length === 0;
}

/**
 * Whether this program wrote the live routes with the weights of one of the plans, and only other
 * fields of its routes differ, such as a route for testers that the declaration got since. It must
 * lead to no subset that proxies may not have: to what it led before, or to what weights lead.
 */
function isUnapplied(
  { differences }: Compared,
  { object, weighted }: Planned,
  plans: readonly Planned[],
  live: VirtualServiceManifest,
): boolean {
  const inRoutes = differences.every(({ path }) => /^spec\.(http|tcp|tls)\b/.test(path));
  if (!weighted || !inRoutes) return false;
  const { service, namespace } = weighted.args;
  const weights = (one: VirtualServiceManifest) => liveWeights(weighted, [one]).weights;
  const now = weights(live);
  if (!plans.some((one) => isDeepStrictEqual(weights(one.object), now))) return false;
  const host = serviceHost(service, namespace);
  const subsets = splitsOf(object.spec, host).flatMap((split) => [...split.keys()]);
  const known = new Set([...subsets.map((subset) => `${host} ${subset}`), ...destinations(live)]);
  return destinations(object).every((one) => known.has(one));
}

/** Where the routes of a VirtualService lead: host and subset, with those of copies. */
function destinations({ spec: { http = [], tcp = [], tls = [] } }: VirtualServiceManifest) {
  const mirrors = http.flatMap(({ mirror, mirrors = [] }) => [
    ...(mirror ? [mirror] : []),
    ...mirrors.flatMap(({ destination }) => destination ?? []),
  ]);
  const shares = [...http, ...tcp, ...tls].flatMap(({ route = [] }) =>
    route.flatMap(({ destination }) => destination ?? []),
  );
  return [...shares, ...mirrors].map(({ host, subset = "" }) => `${host} ${subset}`);
}

/** What another run of this program wrote: the first field that is none of the planned ones. */
function ownDrift(cluster: string, { object, differences: [first] }: Compared): Drift {
  const { path, of, from, to, writers = [] } = first ?? {};
  const time = writers.find(({ manager }) => manager === fieldManager)?.time;
  return {
    ...{ cluster, object: objectName(object), kind: "changed", manager: fieldManager },
    ...{ path, of, from, to, ...(time !== undefined && { time }) },
  };
}
