// A stack of two primary clusters with limits, for the specs of limits.
import { parseConfig } from "../../../model/config/parse";
import type { LimitsSpec } from "../../../model/limits/spec";
import type { Problem } from "../../../model/problem";
import type { ServiceWeights } from "../../../model/release/routing";
import { planRelease, type ReleasePlan } from "../../../model/plan/plan";
import type { Cluster } from "../../../model/release/cluster";
import type { Release } from "../../../model/release/release";

/** A service of two versions with two pods each, behind a gateway. */
export const web = {
  port: 80,
  expose: true,
  versions: {
    v1: { image: "registry.eu.example/shop/web:1", replicas: 2 },
    v2: { image: "registry.eu.example/shop/web:2", replicas: 2 },
  },
  weights: { v1: 90, v2: 10 } as ServiceWeights,
};

/** A release of that service. */
export const shop: Release = {
  name: "shop",
  namespace: "shop",
  gateway: { hosts: ["shop.example.com"] },
  services: { web },
};

export const clusters: readonly Cluster[] = [
  { name: "west", context: "west" },
  { name: "east", context: "east" },
];

/** A stack's config with limits. */
export function stackWith(limits: LimitsSpec, changes: object = {}): Record<string, unknown> {
  return { release: shop, clusters, limits, ...changes };
}

/** The errors that `gray check` tells about a stack. */
export function problemsWith(limits: LimitsSpec, changes: object = {}): readonly Problem[] {
  const { findings } = parseConfig(stackWith(limits, changes), { presets: {} });
  return findings.filter(({ severity }) => severity === "error");
}

/** The plan of the service with other weights, or with other clusters. */
export function planWith(
  weights: ServiceWeights,
  changes: { readonly clusters?: readonly Cluster[]; readonly release?: Partial<Release> } = {},
): ReleasePlan {
  const services = { web: { ...web, weights } };
  return planRelease({ ...shop, services, ...changes.release }, changes.clusters ?? clusters);
}
