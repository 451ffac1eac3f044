// The rule on exposed prefixes that take paths which only begin alike. GR324 and GR325.
import { show, type Path } from "../../../problem";
import { exposeEntries } from "../../../release/gateways/declared";
import type { Release } from "../../../release/release";
import type { RuleFinding } from "../../finding";
import type { PlannedObjects } from "../../planned-objects";
import { routesBy, type HttpRoute, type PlannedRoute } from "../../planned-routes";

/**
 * Tells of prefixes that stop in the middle of a segment, and who would get the paths that they take
 * beyond it: a root VirtualService has the prefixes of all services, from the longest on.
 */
export function prefixes({ clusters, release }: PlannedObjects): RuleFinding[] {
  return clusters
    .flatMap(({ virtualServices }) => virtualServices)
    .flatMap((of) => {
      const routes = routesBy("http", of).filter(({ spec }) => (spec as HttpRoute).delegate);
      return routes.flatMap((route, i) =>
        prefixesOf(route).flatMap((prefix) => {
          const beyond = `${prefix}-abc`;
          const other = routes
            .slice(i + 1)
            .find((later) => takes(later, beyond) && serviceOf(later) !== serviceOf(route));
          return [told(route, prefix, other && serviceOf(other), release)];
        }),
      );
    });
}

function told(
  { of, origin }: PlannedRoute,
  prefix: string,
  other: string | undefined,
  release: Release,
): RuleFinding {
  return {
    code: other === undefined ? "GR325" : "GR324",
    origin: placeOf(origin, prefix, release),
    on: of,
    given: `${show(prefix)}, which takes ${prefix}-abc, too${other === undefined ? "" : `: these requests would go to ${other} otherwise`}`,
    allowed: "a prefix that ends with /, or pathPrefix",
    fix: `write \`pathPrefix: ${prefix}\`, which takes ${prefix} and ${prefix}/…`,
  };
}

/** The prefixes of a route that do not end with a segment. */
function prefixesOf({ spec }: PlannedRoute): string[] {
  return ((spec as HttpRoute).match ?? []).flatMap(({ uri }) =>
    uri?.prefix && !uri.prefix.endsWith("/") ? [uri.prefix] : [],
  );
}

function takes({ spec }: PlannedRoute, path: string): boolean {
  const { match = [] } = spec as HttpRoute;
  if (match.length === 0) return true;
  return match.some(({ uri }) => uri?.prefix !== undefined && path.startsWith(uri.prefix));
}

function serviceOf({ origin }: PlannedRoute): string {
  return String(origin[1]);
}

/** The place of a prefix inside `expose` of its service. */
function placeOf(origin: Path, prefix: string, { services }: Release): Path {
  const service = services[String(origin[1])];
  for (const { spec, place } of service ? exposeEntries(service) : []) {
    const i = (spec.paths ?? []).findIndex((path) => "prefix" in path && path.prefix === prefix);
    if (i >= 0) return [...origin, ...place, "paths", i, "prefix"];
  }
  return origin;
}
