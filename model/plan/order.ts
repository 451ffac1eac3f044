// The order of an update's stages; the components and the drift check follow it.
import type { Stage } from "../kinds";
import type { Release } from "../release/release";
import { hasSidecars } from "../release/sidecars";

/**
 * The order of the stages. Pods come first, then their subset, then the first route that names the
 * subset: so no route names a subset that does not exist yet
 * (https://istio.io/latest/docs/ops/best-practices/traffic-management/#avoid-503-errors-while-reconfiguring-service-routes).
 * Callers speak mutual TLS before pods demand it, and pods stop demanding it before callers stop
 * speaking it
 * (https://istio.io/latest/docs/ops/common-problems/network-issues/#503-errors-after-setting-destination-rule).
 * So if the pods lose their sidecars, policies and subsets come before the pods. Where only pods of
 * some versions lose them, their service's subsets come before the pods, and all others after them.
 */
export function stageOrder(release: Pick<Release, "injection">): readonly Stage[] {
  return hasSidecars(release)
    ? ["foundation", "protocols", "workloads", "subsets", "policies", "routes"]
    : ["foundation", "policies", "protocols", "subsets", "workloads", "routes"];
}
