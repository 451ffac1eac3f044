// Merges the routes of a delegate into the route that delegates to it.
import type { HttpMatch, HttpRoute, StringMatch } from "./types";

/*
 * What becomes of a route that delegates: the delegate's routes, each with the root's conditions
 * and settings added
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate;
 * MergeHTTPRoutes in istiod's pilot/pkg/model/virtualservice.go).
 */

/**
 * The delegate's routes as they act under a route of the root; those that contradict it are dropped
 * silently.
 */
export function delegated(root: HttpRoute, leaves: readonly HttpRoute[]): HttpRoute[] {
  const { delegate: _delegate, route: _route, match: rootMatch, name: rootName, ...rest } = root;
  return leaves.flatMap((leaf): HttpRoute[] => {
    const match = mergedMatches(rootMatch ?? [], leaf.match ?? []);
    if (!match) return [];
    const name = [rootName, leaf.name].filter(Boolean).join("-");
    return [{ ...rest, ...leaf, name, match }];
  });
}

/** Each of the leaf's conditions must fit under one of the root's; undefined where one does not. */
function mergedMatches(root: HttpMatch[], leaf: HttpMatch[]): HttpMatch[] | undefined {
  if (root.length === 0) return leaf;
  if (leaf.length === 0) return root;
  const each = leaf.map((inner) =>
    root.filter((outer) => !conflict(outer, inner)).map((outer) => mergedMatch(outer, inner)),
  );
  return each.every((list) => list.length > 0) ? each.flat() : undefined;
}

function mergedMatch(root: HttpMatch, leaf: HttpMatch): HttpMatch {
  const merged: HttpMatch = { ...root, ...leaf };
  for (const key of ["headers", "withoutHeaders", "queryParams", "sourceLabels"] as const)
    if (root[key] || leaf[key]) Object.assign(merged, { [key]: { ...root[key], ...leaf[key] } });
  if (!leaf.gateways?.length && root.gateways) merged.gateways = root.gateways;
  return merged;
}

function conflict(root: HttpMatch, leaf: HttpMatch): boolean {
  const strings = (["uri", "scheme", "method", "authority"] as const).some((key) =>
    stringConflict(root[key], leaf[key]),
  );
  const named = (["headers", "withoutHeaders", "queryParams"] as const).some((key) =>
    Object.entries(leaf[key] ?? {}).some(([name, match]) =>
      stringConflict(root[key]?.[name], match),
    ),
  );
  const labels = Object.entries(leaf.sourceLabels ?? {}).some(
    ([name, value]) => root.sourceLabels?.[name] !== undefined && root.sourceLabels[name] !== value,
  );
  const gateways =
    !!root.gateways?.length &&
    !!leaf.gateways?.length &&
    (root.gateways.length < leaf.gateways.length ||
      leaf.gateways.some((name) => !root.gateways?.includes(name)));
  const ports = !!root.port && !!leaf.port && root.port !== leaf.port;
  const space = !!root.sourceNamespace && root.sourceNamespace !== leaf.sourceNamespace;
  const cases = (root.ignoreUriCase ?? false) !== (leaf.ignoreUriCase ?? false);
  return strings || named || labels || gateways || ports || space || cases;
}

/** Whether a leaf's condition does not lie within the root's; regular expressions never do. */
function stringConflict(root: StringMatch | undefined, leaf: StringMatch | undefined): boolean {
  if (!root || !leaf) return false;
  if (root.regex || leaf.regex) return true;
  if (root.exact) return leaf.exact !== root.exact;
  if (root.prefix) return !(leaf.prefix ?? leaf.exact ?? "").startsWith(root.prefix);
  return true;
}
