// The rule on matches by the labels or the namespace of the caller. GR217.
import type { RuleFinding } from "../finding";
import type { PlannedObjects } from "../planned-objects";
import { httpRoutes, type HttpRoute } from "../planned-routes";

/**
 * Finds HTTP matches with both the caller's labels or namespace and gateways: istiod ignores the
 * caller if a match names gateways (sourceMatchHTTP in its pilot/pkg/networking/core/route/route.go). TCP
 * matches do not have this problem.
 */
export function callerLabels(mesh: PlannedObjects): RuleFinding[] {
  return httpRoutes(mesh)
    .filter(({ spec }) =>
      ((spec as HttpRoute).match ?? []).some(
        ({ gateways = [], sourceLabels = {}, sourceNamespace = "" }) =>
          gateways.length > 0 && (Object.keys(sourceLabels).length > 0 || sourceNamespace !== ""),
      ),
    )
    .map(({ of, name, origin }) => ({
      code: "GR217",
      origin,
      on: of,
      given: `${name} with the caller's labels or namespace and with gateways in one match`,
      allowed: "conditions on a calling pod, which is inside the mesh anyway, or gateways",
      fix: "remove `from`, or the conditions on the caller",
    }));
}
