// Reads weights: those that hold in a cluster or for an origin, and the versions that get traffic.
import type { Cluster } from "./cluster";
import type { ServiceSpec } from "./release";
import type { OriginWeights, RouteSpec, ServiceWeights, Weights } from "./routing";

/** Where a request comes from: through the release's gateway, or from inside the mesh. */
export type Origin = "gateway" | "mesh";

/** A version and its share of the traffic, in percent; never 0. */
export interface Share {
  readonly version: string;
  readonly weight: number;
}

/**
 * The weights that hold in a cluster: its own weights for this service if it has some, else the
 * service's.
 */
export function weightsIn(
  cluster: Pick<Cluster, "weights">,
  service: string,
  spec: Pick<ServiceSpec, "weights">,
): ServiceWeights {
  return cluster.weights?.[service] ?? spec.weights;
}

/** Whether requests from the gateway and requests from the mesh have weights of their own. */
export function isByOrigin(weights: ServiceWeights): weights is OriginWeights {
  const values: unknown[] = Object.values(weights);
  return values.some((value) => typeof value === "object" && value !== null);
}

/** The weights of the requests from one origin. */
export function weightsFrom(weights: ServiceWeights, origin: Origin): Weights {
  return isByOrigin(weights) ? weights[origin] : weights;
}

/**
 * The versions that get traffic, in the order of their names. It leaves out
 * versions with weight 0, so that no route names a subset that does not exist yet or that an update
 * is about to delete.
 */
export function shares(weights: Weights, versions: readonly string[]): Share[] {
  return versions
    .map((version) => ({ version, weight: weights[version] ?? 0 }))
    .filter(({ weight }) => weight > 0);
}

/**
 * The version that gets all requests by weights, from every origin.
 *
 * @returns undefined where weights split the requests, or where the origins have different versions
 */
export function soleVersion(weights: ServiceWeights): string | undefined {
  const splits = isByOrigin(weights) ? [weights.gateway, weights.mesh] : [weights];
  const versions = splits.flatMap((split) => Object.keys(split).filter((name) => split[name]));
  return new Set(versions).size === 1 ? versions[0] : undefined;
}

/** The weights that a route's `to` stands for; none where the route answers by itself. */
export function routeWeights(to: RouteSpec["to"]): Weights {
  return typeof to === "string" ? { [to]: 100 } : (to ?? {});
}

/**
 * A percentage in hundredths of a percent. Sums and parts of percentages are exact only in these
 * whole numbers: 99.9 + 0.1 and the like are not, as binary fractions.
 */
export function hundredths(percent: number): number {
  return Math.round(percent * 100);
}

/** The exact sum of percentages with at most two decimals. */
export function sumPercent(percents: readonly number[]): number {
  return percents.reduce((sum, percent) => sum + hundredths(percent), 0) / 100;
}

/** Sum of all weights, in percent. */
export function totalWeight(weights: Weights): number {
  return sumPercent(Object.values(weights));
}
