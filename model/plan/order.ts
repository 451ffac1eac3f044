/** The order in which an update applies the objects of a release. */
import type { Stage } from "../kinds";
import type { Release } from "../release/release";
import { hasSidecars } from "../release/sidecars";

/**
 * The order of the stages. No route names a subset before it exists: pods, then their subset, then the first route that
 * names it (https://istio.io/latest/docs/ops/best-practices/traffic-management/#avoid-503-errors-while-reconfiguring-service-routes).
 * Callers speak mutual TLS before pods demand it, and pods stop to demand it before callers stop to speak it
 * (https://istio.io/latest/docs/ops/common-problems/network-issues/#503-errors-after-setting-destination-rule): where
 * the pods are to lose their sidecars, policies and subsets come before the pods.
 */
export function stageOrder(release: Pick<Release, "injection">): readonly Stage[] {
  return hasSidecars(release)
    ? ["foundation", "workloads", "subsets", "policies", "routes"]
    : ["foundation", "policies", "subsets", "workloads", "routes"];
}
