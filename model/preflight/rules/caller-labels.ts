import type { RuleFinding } from "../finding";
import type { PlannedObjects } from "../planned-objects";
import { routesBy, type HttpRoute } from "../planned-routes";

/**
 * No HTTP match has both the caller's labels and gateways: istiod looks at the labels only where no gateway is named
 * (sourceMatchHTTP in its pilot/pkg/networking/core/route/route.go). TCP matches are not concerned.
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
