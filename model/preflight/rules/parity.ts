// The rule on Istio objects that differ between primary clusters. GR240 to GR242.
import { isInIstiod, isRouteKind } from "../../kinds";
import type { Path } from "../../problem";
import { nameOf, type RuleFinding } from "../finding";
import { isOfWeights } from "../origin";
import {
  objectsOf,
  type Planned,
  type PlannedCluster,
  type PlannedObjects,
  type PlannedRoutes,
} from "../planned-objects";
import { routesOf, type HttpRoute, type PlannedRoute } from "../planned-routes";

/**
 * Checks that the mesh reads the same objects in all primary clusters. Only weights may differ,
 * while a change has reached some of the clusters.
 */
export function parity({ clusters }: PlannedObjects): RuleFinding[] {
  const [first, ...others] = clusters.filter(({ primary }) => primary).map(read);
  if (!first) return [];
  return others.flatMap((other) => [
    ...missing(first, other),
    ...missing(other, first),
    ...[...other.objects].flatMap(([name, one]) => {
      const reference = first.objects.get(name);
      return reference && reference.text !== one.text ? different(reference.of, one.of) : [];
    }),
  ]);
}

/** The objects that the mesh reads in one cluster, by name. */
interface Read {
  readonly cluster: string;
  readonly objects: ReadonlyMap<string, { readonly of: Planned; readonly text: string }>;
}

function read(cluster: PlannedCluster): Read {
  // Of ServiceEntries beside the release's own objects each cluster may have others.
  const besides = new Set(
    cluster.beside.filter(({ manifest: { kind } }) => kind === "ServiceEntry"),
  );
  const objects = objectsOf(cluster).filter((of) => isInIstiod(of.manifest) && !besides.has(of));
  return {
    cluster: cluster.name,
    objects: new Map(
      objects.map((of) => [nameOf(of), { of, text: JSON.stringify(of.manifest.spec) }]),
    ),
  };
}

function missing(from: Read, present: Read): RuleFinding[] {
  return [...present.objects]
    .filter(([name]) => !from.objects.has(name))
    .map(([, { of }]) => ({
      code: "GR240",
      origin: of.origin,
      on: of,
      given: `an object that ${from.cluster} does not have`,
      allowed: "the same objects in every primary cluster",
      fix: "declare it for the whole release",
    }));
}

function different(reference: Planned, of: Planned): RuleFinding[] {
  const about = { origin: of.origin, on: of, fix: `declare it as in ${reference.cluster}` };
  if (!isRoutes(of) || !isRoutes(reference))
    return [
      {
        ...about,
        code: "GR240",
        given: `other contents than in ${reference.cluster}`,
        allowed: "the same contents in every primary cluster",
      },
    ];
  const weighted =
    [...of.routes, ...reference.routes].find(([top]) => top === "clusters") ??
    of.routes.find(isOfWeights) ??
    of.origin;
  if (apartFromWeights(reference, of))
    return [
      {
        ...about,
        origin: weighted,
        code: "GR242",
        given: `other weights than in ${reference.cluster}`,
        allowed: "a partial rollout: a change that reaches one cluster after the other",
        fix: "after the rollout, remove the weights of single clusters",
      },
    ];
  return [
    {
      ...about,
      code: "GR241",
      given: `other routes than in ${reference.cluster}, not only other weights`,
      allowed: "the same routes in every primary cluster, apart from weights",
    },
  ];
}

function isRoutes(of: Planned): of is PlannedRoutes {
  if (!isRouteKind(of.manifest.kind)) return false;
  return routesOf(of as PlannedRoutes).every(({ spec }) => !(spec as HttpRoute).delegate);
}

/**
 * Whether two VirtualServices differ only in parts that weights decide: destinations, copies, and
 * the routes of cookies.
 */
function apartFromWeights(one: PlannedRoutes, other: PlannedRoutes): boolean {
  const [left, right] = [routesOf(one), routesOf(other)];
  if (!same(frame(one), frame(other))) return false;
  if (!same(fixed(left), fixed(right))) return false;
  const policies = new Map(left.filter(isWeighted).map((route) => [keyOf(route), policy(route)]));
  return right
    .filter(isWeighted)
    .every((route) => same(policies.get(keyOf(route)) ?? policy(route), policy(route)));
}

function frame({ manifest }: PlannedRoutes) {
  const { http: _http, tcp: _tcp, tls: _tls, ...rest } = manifest.spec;
  return rest;
}

function fixed(routes: readonly PlannedRoute[]) {
  return routes.filter((route) => !isWeighted(route)).map(({ spec }) => spec);
}

/**
 * If a service has no version of a lane, its weights also split the requests that enter the lane.
 */
function isWeighted({ origin }: PlannedRoute): boolean {
  return isOfWeights(origin) || entersLane(origin);
}

function entersLane(origin: Path): boolean {
  if (origin[0] === "clusters") return origin[2] === "lanes";
  return origin[0] === "lanes" && (origin.length === 1 || origin[3] === "match");
}

function keyOf({ spec }: PlannedRoute): string {
  return (spec as HttpRoute).name ?? JSON.stringify(spec.match);
}

function policy({ spec }: PlannedRoute) {
  const { route: _route, mirror: _mirror, mirrorPercentage: _percent, ...rest } = spec as HttpRoute;
  return rest;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
