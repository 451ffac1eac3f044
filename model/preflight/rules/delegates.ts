// The rule on delegation: delegates exist, and istiod drops none of their routes. GR227 to GR229.
import type { StringMatch } from "../../release/routing";
import { implies } from "../../routes/conditions";
import { composed, delegateOf, type HttpMatch } from "../compose";
import { fullGateway } from "../../release/names";
import type { RuleFinding } from "../finding";
import type { PlannedCluster, PlannedObjects, PlannedRoutes } from "../planned-objects";
import { gatewaysOf, routesOf, type HttpRoute, type PlannedRoute } from "../planned-routes";

/**
 * Checks that each delegate exists, that each of its routes acts at a gateway or in the mesh, and
 * that each VirtualService without hosts is a delegate.
 */
export function delegates({ clusters }: PlannedObjects): RuleFinding[] {
  return clusters.flatMap((cluster) => [
    ...cluster.virtualServices.flatMap(routesOf).flatMap((route) => missing(route, cluster)),
    ...allDropped(cluster),
    ...forgotten(cluster),
  ]);
}

function missing(route: PlannedRoute, cluster: PlannedCluster): RuleFinding[] {
  const delegate = delegateOf(route, cluster);
  if (!delegate || delegate.found) return [];
  return [
    {
      code: "GR227",
      origin: route.origin,
      on: route.of,
      given: `${route.name} to the VirtualService ${delegate.name}, which does not exist`,
      allowed: "the name of a VirtualService of the release",
      fix: "expose a service of the release",
    },
  ];
}

/** A route of a delegate under one root VirtualService. */
interface Leaf {
  readonly root: PlannedRoutes;
  readonly leaf: PlannedRoute;
  /** Whether one of the root's routes lets it through. */
  readonly through: boolean;
}

function allDropped(cluster: PlannedCluster): RuleFinding[] {
  const all = cluster.virtualServices.flatMap((root) => leavesOf(root, cluster));
  const led = new Set(
    all
      .filter(({ root, through }) => through && !gatewaysOf(root).includes("mesh"))
      .map(({ leaf }) => leaf.spec),
  );
  return all.flatMap((one) => dropped(one, led.has(one.leaf.spec)));
}

function leavesOf(root: PlannedRoutes, cluster: PlannedCluster): readonly Leaf[] {
  const byLeaf = new Map<unknown, Leaf>();
  for (const { route, match } of composed(root, cluster)) {
    const { through = false } = byLeaf.get(route.spec) ?? {};
    byLeaf.set(route.spec, { root, leaf: route, through: through || match !== undefined });
  }
  return [...byLeaf.values()];
}

/**
 * A route counts as dropped at a gateway if none of the routes that delegate to it there lets it
 * through. A route for paths that another gateway leads to loses no request here.
 *
 * @param elsewhere whether another root at a gateway lets it through
 */
function dropped({ root, leaf, through }: Leaf, elsewhere: boolean): RuleFinding[] {
  if (through || !actsAt(leaf, gatewaysOf(root))) return [];
  if (elsewhere && isApart(leaf, root)) return [];
  return [
    {
      code: "GR228",
      origin: leaf.origin,
      on: leaf.of,
      given: `${leaf.name} with ${conditionsOf(leaf)}, against every route that delegates to it`,
      allowed: "paths inside those under which the service is exposed, exact or by prefix",
      fix: "choose a uri inside these paths, or add `from: mesh` if the route is for calls from inside",
    },
  ];
}

/** Whether no path meets both a condition of a route and one of the root's. */
function isApart({ spec }: PlannedRoute, root: PlannedRoutes): boolean {
  const own = urisOf(spec);
  const outer = routesOf(root).flatMap((route) => urisOf(route.spec as HttpRoute));
  return own.every(
    (uri) => !("regex" in uri) && !outer.some((path) => implies(uri, path) || implies(path, uri)),
  );
}

function urisOf({ match = [] }: HttpRoute): readonly StringMatch[] {
  return match.flatMap(({ uri }): readonly StringMatch[] => {
    return uri ? [uri as StringMatch] : [];
  });
}

/**
 * A match with the caller's labels acts only in the mesh, because only pods inside the mesh have
 * such labels.
 */
function actsAt({ of, spec }: PlannedRoute, gateways: readonly string[]): boolean {
  const matches: readonly HttpMatch[] = (spec as HttpRoute).match ?? [];
  const { namespace } = of.manifest.metadata;
  return matches.some(({ gateways: own = [], sourceLabels }) =>
    own.length > 0
      ? own.some((name) => gateways.includes(fullGateway(name, namespace)))
      : !sourceLabels || gateways.includes("mesh"),
  );
}

function conditionsOf({ spec }: PlannedRoute): string {
  const uris = ((spec as HttpRoute).match ?? []).flatMap(({ uri }) =>
    uri ? [JSON.stringify(uri)] : [],
  );
  return uris.length > 0 ? `the uri ${uris.join(", ")}` : "its conditions";
}

/** A VirtualService without hosts acts only if another one delegates to it. */
function forgotten(cluster: PlannedCluster): RuleFinding[] {
  const reached = cluster.virtualServices
    .flatMap(routesOf)
    .flatMap((route) => delegateOf(route, cluster)?.found ?? []);
  return cluster.virtualServices.flatMap((of): RuleFinding[] => {
    if ((of.manifest.spec.hosts ?? []).length > 0 || reached.includes(of)) return [];
    return [
      {
        code: "GR229",
        origin: of.origin,
        on: of,
        given: "no hosts, and no VirtualService that delegates to it",
        allowed: "hosts of its own, or a VirtualService that delegates to it",
        fix: "expose the service, or leave gateway.delegate out",
      },
    ];
  });
}
