// Turns the conditions of managed routes, which Argo's form has, into the ones of routes.
import type { RouteMatch } from "../release/routing";
import type { HeaderRouteSpec, MirrorRouteSpec } from "./spec";

/**
 * The conditions of a header route: one of its items must hold, as Argo Rollouts writes it for Istio
 * (`createHeaderRoute()` in its rollout/trafficrouting/istio/istio.go).
 *
 * @returns undefined for a step that removes the route
 */
export function headerRouteMatches({ match }: HeaderRouteSpec): RouteMatch[] | undefined {
  return match?.map(({ headerName, headerValue }) => ({ headers: { [headerName]: headerValue } }));
}

/**
 * The conditions of a mirror route: all of those in one item must hold (`createMirrorRoute()` in the
 * same file).
 *
 * @returns undefined for a step that removes the route
 */
export function mirrorRouteMatches({ match }: MirrorRouteSpec): RouteMatch[] | undefined {
  return match?.map(({ method, path, headers }) => ({
    ...(headers && { headers }),
    ...(path && { uri: path }),
    ...(method && { method }),
  }));
}

/** Percent of the matching requests that a mirror route copies; Argo's default is all of them. */
export function mirrorPercent({ percentage = 100 }: MirrorRouteSpec): number {
  return percentage;
}
