// The rule on delegation: delegates exist, and istiod drops none of their routes. GR227 to GR229.
import { composed, delegateOf, type HttpMatch } from "../compose";
import type { RuleFinding } from "../finding";
import type { PlannedCluster, PlannedObjects, PlannedRoutes } from "../planned-objects";
import {
  fullGateway,
  gatewaysOf,
  routesOf,
  type HttpRoute,
  type PlannedRoute,
} from "../planned-routes";

/**
 * Checks that each delegate exists, that each of its routes acts at a gateway or in the mesh, and
 * that each VirtualService without hosts is a delegate.
 */
export function delegates({ clusters }: PlannedObjects): RuleFinding[] {
  return clusters.flatMap((cluster) => [
    ...cluster.virtualServices.flatMap(routesOf).flatMap((route) => missing(route, cluster)),
    ...cluster.virtualServices.flatMap((root) => dropped(root, cluster)),
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

/**
 * A route counts as dropped at a gateway if none of the routes that delegate to it there lets it
 * through.
 */
function dropped(root: PlannedRoutes, cluster: PlannedCluster): RuleFinding[] {
  const gateways = gatewaysOf(root);
  const byLeaf = new Map<unknown, { leaf: PlannedRoute; through: boolean }>();
  for (const { route, match } of composed(root, cluster)) {
    const { through = false } = byLeaf.get(route.spec) ?? {};
    byLeaf.set(route.spec, { leaf: route, through: through || match !== undefined });
  }
  return [...byLeaf.values()].flatMap(({ leaf, through }): RuleFinding[] => {
    if (through || !actsAt(leaf, gateways)) return [];
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
