/** Which version gets the requests of a service by its live routes. Pure. */
import type { VirtualServiceSpec } from "../../model/istio/virtual-service-spec";

type AnyRoute = NonNullable<VirtualServiceSpec["http" | "tcp" | "tls"]>[number];

/**
 * The subset that gets all requests of a host which no route takes by a condition.
 *
 * @returns undefined where several subsets, or none, get them
 */
export function soleSubset(
  { http = [], tcp = [], tls = [] }: VirtualServiceSpec,
  host: string,
): string | undefined {
  const shares = [...http, ...tcp, ...tls].filter(takesAll).flatMap(({ route = [] }) => route);
  const subsets = shares
    .filter(({ weight }) => weight !== 0)
    .map(({ destination }) => (destination?.host === host ? destination.subset : undefined));
  return new Set(subsets).size === 1 ? subsets[0] : undefined;
}

/** The keys of a match by which a route takes all requests of one origin or one port. */
const ways: readonly string[] = ["gateways", "port", "sniHosts"];

/** Whether a route takes all requests, at least of one origin. */
export function takesAll({ match = [] }: Pick<AnyRoute, "match">): boolean {
  return match.every((one) => Object.keys(one).every((key) => ways.includes(key)));
}
