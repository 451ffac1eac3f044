// The rule on rewrites that make two slashes, or none, where two parts of a path meet. GR322.
import { show } from "../../../problem";
import { composed, type HttpMatch } from "../../compose";
import type { RuleFinding } from "../../finding";
import type { PlannedCluster, PlannedObjects, PlannedRoutes } from "../../planned-objects";
import { gatewaysOf, type HttpRoute, type PlannedRoute } from "../../planned-routes";
import { placeOf } from "./place";

/** A path prefix by which requests come to a route that rewrites their path. */
interface Rewritten {
  readonly route: PlannedRoute;
  readonly prefix: string;
  readonly rewrite: string;
  /** Whether callers are redirected to the new path. */
  readonly redirects: boolean;
  readonly atGateway: boolean;
}

/**
 * Compares prefixes with rewrites as Envoy does: the rewrite takes the place of the prefix alone,
 * and what follows stays. Exact paths and regular expressions are replaced as a whole
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite). Of a
 * service that a gateway leads to, the requests at the gateway count: calls inside the mesh know
 * the paths of the application.
 */
export function slashes({ clusters, release }: PlannedObjects): RuleFinding[] {
  return clusters.flatMap((cluster) => {
    const all = cluster.virtualServices.flatMap((root) => rewritten(root, cluster));
    const outside = new Set(all.filter((one) => one.atGateway).map((one) => one.route.of));
    return all
      .filter(({ route, atGateway }) => atGateway || !outside.has(route.of))
      .flatMap(({ route, prefix, rewrite, redirects }): RuleFinding[] => {
        const after = prefix.endsWith("/");
        if (after === rewrite.endsWith("/")) return [];
        const rest = after ? "api" : "/api";
        return [
          {
            code: "GR322",
            origin: redirects
              ? [...route.origin, "redirect", "prefixRewrite"]
              : [...placeOf(route, "rewrite", release), "uri"],
            on: route.of,
            given: `${show(rewrite)}, with which ${prefix}${rest} becomes ${rewrite}${rest}`,
            allowed: "a rewrite that ends with / if the prefix does, and else does not",
            fix: fixFor(prefix, rewrite, redirects),
          },
        ];
      });
  });
}

/** Istio refuses `prefixRewrite` of a redirect beside an exact path, which a `pathPrefix` has. */
function fixFor(prefix: string, rewrite: string, redirects: boolean): string {
  if (prefix.endsWith("/")) return `write ${rewrite}/`;
  return redirects
    ? `write \`prefix: ${prefix}/\`, and a route of its own for ${prefix}`
    : `write \`pathPrefix: ${prefix}\` in place of \`prefix: ${prefix}\``;
}

function rewritten(root: PlannedRoutes, cluster: PlannedCluster): Rewritten[] {
  if ((root.manifest.spec.hosts ?? []).length === 0) return [];
  const gateways = gatewaysOf(root);
  return composed(root, cluster).flatMap(({ route, match }) => {
    const { redirect, rewrite: forwarded } = route.spec as HttpRoute;
    const rewrite = forwarded?.uri ?? redirect?.prefixRewrite;
    const redirects = redirect !== undefined;
    if (!rewrite || !match) return [];
    const all: readonly HttpMatch[] = match.length > 0 ? match : [{}];
    return all.flatMap((one): Rewritten[] => {
      const prefix = prefixOf(one);
      const own = one.gateways?.length ? one.gateways : gateways;
      const atGateway = own.some((name) => name !== "mesh" && gateways.includes(name));
      return prefix === undefined ? [] : [{ route, prefix, rewrite, redirects, atGateway }];
    });
  });
}

/** A match without a path takes every path, by the prefix `/`. */
function prefixOf({ uri }: HttpMatch): string | undefined {
  return uri ? uri.prefix : "/";
}
