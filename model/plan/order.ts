import type { Release } from "../release/release";
import { hasSidecars } from "../release/sidecars";

/**
 * What is applied together, in every cluster. Between two stages the proxies of every primary cluster take the first
 * one; what a release no longer declares is deleted after the last.
 *
 * - `places`: namespaces and Services.
 * - `workloads`: Deployments, until their pods are ready.
 * - `subsets`: DestinationRules, which also say whether callers speak mutual TLS, and the Gateway.
 * - `demands`: what pods ask of their callers: PeerAuthentication and AuthorizationPolicies.
 * - `routes`: VirtualServices.
 */
export type Stage = "places" | "workloads" | "subsets" | "demands" | "routes";

/**
 * The order of the stages. Nothing routes to what is not there: pods, then their subset, then the first route that
 * names it (https://istio.io/latest/docs/ops/best-practices/traffic-management/#avoid-503-errors-while-reconfiguring-service-routes).
 * Callers speak mutual TLS before pods demand it, and pods stop to demand it before callers stop to speak it
 * (https://istio.io/latest/docs/ops/common-problems/network-issues/#503-errors-after-setting-destination-rule): where
 * the pods are to lose their sidecars, demands and subsets come before the pods.
 */
export function stageOrder(release: Pick<Release, "injection">): readonly Stage[] {
  return hasSidecars(release)
    ? ["places", "workloads", "subsets", "demands", "routes"]
    : ["places", "demands", "subsets", "workloads", "routes"];
}

const stages: Readonly<Record<string, Stage>> = {
  Namespace: "places",
  Service: "places",
  Deployment: "workloads",
  DestinationRule: "subsets",
  Gateway: "subsets",
  PeerAuthentication: "demands",
  AuthorizationPolicy: "demands",
  VirtualService: "routes",
};

/**
 * The stage in which objects of a kind are applied.
 *
 * @throws TypeError for a kind that no release has
 */
export function stageOf(kind: string): Stage {
  const stage = stages[kind];
  if (!stage) throw new TypeError(`no release has objects of kind ${kind}`);
  return stage;
}
