// Joins root and delegate VirtualServices to the routes that proxies get, as istiod does.
import type { PlannedCluster, PlannedRoutes } from "./planned-objects";
import { fullGateway } from "../release/names";
import { routesBy, type HttpRoute, type PlannedRoute } from "./planned-routes";

/*
 * istiod replaces a route that delegates by the routes of the delegate, each with the conditions of
 * both (MergeHTTPRoutes in istiod's pilot/pkg/model/virtualservice.go;
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate).
 */

export type HttpMatch = NonNullable<HttpRoute["match"]>[number];
export type StringMatch = NonNullable<HttpMatch["uri"]>;

/** An HTTP route as proxies get it, in the VirtualService that holds the hosts. */
export interface ComposedRoute {
  /** The planned route: that of the delegate if there is one. */
  readonly route: PlannedRoute;
  /** Conditions, of which one must hold; none: every request. Left out: istiod drops the route. */
  readonly match?: readonly HttpMatch[];
}

/** The VirtualService to which a route delegates, and its full name. */
export function delegateOf(
  { of, spec }: PlannedRoute,
  { virtualServices }: PlannedCluster,
): { name: string; found: PlannedRoutes | undefined } | undefined {
  const { delegate } = spec as HttpRoute;
  if (!delegate) return undefined;
  const name = delegate.name ?? "";
  const namespace = delegate.namespace || (of.manifest.metadata.namespace ?? "default");
  const found = virtualServices.find(({ manifest: { metadata } }) => {
    return metadata.name === name && metadata.namespace === namespace;
  });
  return { name: `${namespace}/${name}`, found };
}

/**
 * The HTTP routes of a VirtualService in their order; the routes of a delegate take the place of
 * the route that delegates.
 */
export function composed(root: PlannedRoutes, cluster: PlannedCluster): ComposedRoute[] {
  return routesBy("http", root).flatMap((route): ComposedRoute[] => {
    const delegate = delegateOf(route, cluster);
    if (!delegate) return [{ route, match: matchesOf(route) }];
    return (delegate.found ? routesBy("http", delegate.found) : []).map((leaf) => {
      const match = merged(matchesOf(route), matchesOf(leaf));
      return { route: leaf, ...(match && { match }) };
    });
  });
}

/** Conditions with the full names of gateways, as istiod compares them. */
function matchesOf({ of, spec }: PlannedRoute): HttpMatch[] {
  const { namespace } = of.manifest.metadata;
  return ((spec as HttpRoute).match ?? []).map((match) => ({
    ...match,
    ...(match.gateways && {
      gateways: match.gateways.map((name) => fullGateway(name, namespace)),
    }),
  }));
}

/**
 * The conditions of root and leaf together. Each condition of the leaf must fit one of the root;
 * undefined if one fits none.
 */
function merged(
  root: readonly HttpMatch[],
  leaf: readonly HttpMatch[],
): readonly HttpMatch[] | undefined {
  if (root.length === 0) return leaf;
  if (leaf.length === 0) return root;
  const each = leaf.map((inner) =>
    root.filter((outer) => !conflict(outer, inner)).map((outer) => both(outer, inner)),
  );
  return each.every((fitting) => fitting.length > 0) ? each.flat() : undefined;
}

const byName = ["headers", "withoutHeaders", "queryParams", "sourceLabels"] as const;

function both(root: HttpMatch, leaf: HttpMatch): HttpMatch {
  const together = byName.flatMap((key) =>
    root[key] || leaf[key] ? [[key, { ...root[key], ...leaf[key] }]] : [],
  );
  const gateways = leaf.gateways?.length ? leaf.gateways : root.gateways;
  return {
    ...root,
    ...leaf,
    ...(Object.fromEntries(together) as Partial<HttpMatch>),
    ...(gateways && { gateways }),
  };
}

function conflict(root: HttpMatch, leaf: HttpMatch): boolean {
  return (
    (["uri", "scheme", "method", "authority"] as const).some((key) =>
      contradicts(root[key], leaf[key]),
    ) ||
    (["headers", "withoutHeaders", "queryParams"] as const).some((key) =>
      Object.entries(leaf[key] ?? {}).some(([name, match]) =>
        contradicts(root[key]?.[name], match),
      ),
    ) ||
    (root.ignoreUriCase ?? false) !== (leaf.ignoreUriCase ?? false) ||
    (!!root.port && !!leaf.port && root.port !== leaf.port) ||
    (!!root.sourceNamespace && root.sourceNamespace !== leaf.sourceNamespace) ||
    Object.entries(leaf.sourceLabels ?? {}).some(
      ([name, value]) => (root.sourceLabels?.[name] ?? value) !== value,
    ) ||
    beyond(root.gateways ?? [], leaf.gateways ?? [])
  );
}

function beyond(root: readonly string[], leaf: readonly string[]): boolean {
  if (root.length === 0 || leaf.length === 0) return false;
  return root.length < leaf.length || leaf.some((name) => !root.includes(name));
}

/**
 * Whether a leaf's condition lies outside the root's. For istiod, two conditions of which one is a
 * regular expression always conflict.
 */
function contradicts(root: StringMatch | undefined, leaf: StringMatch | undefined): boolean {
  if (!root || !leaf) return false;
  if (root.regex || leaf.regex) return true;
  if (root.exact) return leaf.exact !== root.exact;
  if (root.prefix) return !(leaf.prefix || leaf.exact || "").startsWith(root.prefix);
  return true;
}
