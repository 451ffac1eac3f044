// The rule on matches by the caller's labels. GR217.
import type { RuleFinding } from "../finding";
import type { PlannedObjects } from "../planned-objects";
import { routesBy, type HttpRoute } from "../planned-routes";

/**
 * Finds HTTP matches with both the caller's labels and gateways: istiod ignores the labels if a
 * match names gateways (sourceMatchHTTP in its pilot/pkg/networking/core/route/route.go). TCP
 * matches do not have this problem.
 */
export function callerLabels({ clusters }: PlannedObjects): RuleFinding[] {
  return clusters
    .flatMap(({ virtualServices }) => virtualServices)
    .flatMap((of) => routesBy("http", of))
    .filter(({ spec }) =>
      ((spec as HttpRoute).match ?? []).some(
        ({ gateways = [], sourceLabels = {} }) =>
          gateways.length > 0 && Object.keys(sourceLabels).length > 0,
      ),
    )
    .map(({ of, name, origin }) => ({
      code: "GR217",
      origin,
      on: of,
      given: `${name} with the caller's labels and with gateways in one match`,
      allowed: "the labels of a calling pod, which is inside the mesh anyway, or gateways",
      fix: "remove `from`, or sourceLabels",
    }));
}
