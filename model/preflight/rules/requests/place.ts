// Finds the place of a request policy that a planned route has: its own, or its service's.
import type { Path } from "../../../problem";
import type { Release } from "../../../release/release";
import type { RequestPolicy } from "../../../release/routing";
import type { PlannedRoute } from "../../planned-routes";

/** Whether a declared route has a field of its own, and does not take that of its service. */
export function hasOwn(
  { origin }: PlannedRoute,
  key: keyof RequestPolicy,
  { services }: Release,
): boolean {
  const [top, service, part, index] = origin;
  if (top !== "services" || part !== "routes") return false;
  return services[String(service)]?.routes?.[Number(index)]?.[key] !== undefined;
}

/** The place of a field of the request policy that a planned route has. */
export function placeOf(route: PlannedRoute, key: keyof RequestPolicy, release: Release): Path {
  return [...(hasOwn(route, key, release) ? route.origin : route.of.origin), key];
}
