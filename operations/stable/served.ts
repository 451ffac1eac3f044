/** Which version gets the requests of a service by its live routes. Pure. */
import type { VirtualServiceSpec } from "../../model/istio/virtual-service-spec";

type Route = NonNullable<VirtualServiceSpec["http"]>[number];

/**
 * The subset that gets all requests of a host which no route takes by a condition.
 *
 * @returns undefined where several subsets, or none, get them
 */
export function soleSubset(
  { http = [], tcp = [] }: VirtualServiceSpec,
  host: string,
): string | undefined {
  const shares = [...http, ...tcp].filter(takesAll).flatMap(({ route = [] }) => route);
  const subsets = shares
    .filter(({ weight }) => weight !== 0)
    .map(({ destination }) => (destination?.host === host ? destination.subset : undefined));
  return new Set(subsets).size === 1 ? subsets[0] : undefined;
}

/** Whether a route takes all requests, at least of one origin. */
export function takesAll({ match = [] }: Pick<Route, "match">): boolean {
  return match.every((one) =>
    Object.keys(one).every((key) => key === "gateways" || key === "port"),
  );
}
