// The rule on weights of planned routes: sums, single and repeated destinations. GR210 to GR213.
import { originOfWeights } from "../origin";
import type { PlannedObjects } from "../planned-objects";
import type { RuleFinding } from "../finding";
import { routesOf, type HttpRoute, type PlannedRoute } from "../planned-routes";

/**
 * The allowed sums of weights: percent; hundredths of a percent, where weights have decimals; and
 * the products of both with the percentages of lanes that take a part of the requests.
 */
const wholes = [100, 10_000, 1_000_000, 100_000_000];

/** Finds routes that do not split their requests as their weights seem to say. */
export function weights({ clusters }: PlannedObjects): RuleFinding[] {
  return clusters
    .flatMap(({ virtualServices }) => virtualServices)
    .flatMap(routesOf)
    .flatMap((route) => [...total(route), ...alone(route), ...twice(route)]);
}

function total({ spec, name, origin, of }: PlannedRoute): RuleFinding[] {
  const parts = (spec.route ?? []).map(({ weight = 0 }) => weight);
  const sum = parts.reduce((all, one) => all + one, 0);
  if (parts.length < 2 || wholes.includes(sum)) return [];
  return [
    {
      code: sum === 0 ? "GR210" : "GR211",
      origin: originOfWeights(origin),
      on: of,
      given: `${name} with a sum of ${sum} (${parts.join(" + ")})`,
      allowed: "a sum of 100, or of 10000 or another power of 100 where shares have decimals",
      fix: "change the weights until their sum is 100",
    },
  ];
}

function alone({ spec, name, origin, of }: PlannedRoute): RuleFinding[] {
  const [only, ...others] = spec.route ?? [];
  if (!only?.weight || others.length > 0) return [];
  return [
    {
      code: "GR212",
      origin,
      on: of,
      given: `${name} with a weight of ${only.weight} on its only destination`,
      allowed: "no weight on a single destination",
      fix: "leave the weight out, or add the version that gets the rest",
    },
  ];
}

/** Destinations with different header changes are different: lanes and cookies tell them apart. */
function twice({ spec, name, origin, of }: PlannedRoute): RuleFinding[] {
  const seen = new Set<string>();
  return ((spec as HttpRoute).route ?? []).flatMap(({ destination, headers }): RuleFinding[] => {
    const { host, subset, port } = destination;
    const key = JSON.stringify([host, subset, port?.number, headers]);
    const again = seen.has(key);
    seen.add(key);
    if (!again) return [];
    return [
      {
        code: "GR213",
        origin,
        on: of,
        given: `${name} with ${subset ?? host} as a destination twice`,
        allowed: "each version once in a route",
        fix: "add the two weights up",
      },
    ];
  });
}
