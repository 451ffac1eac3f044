// The rule on settings for called pods that Istio takes and ignores. GR355.
import { isHttp, servicePorts } from "../../../release/ports";
import type { RuleFinding } from "../../finding";
import type { PlannedObjects } from "../../planned-objects";
import { ofPolicies, type Judged } from "./policies";

/**
 * Tells a warmup beside an algorithm that has none, and settings of HTTP/2 where proxies speak
 * HTTP/1.1 with the pods (applyLoadBalancer and applyConnectionPool in istio.io/istio,
 * pilot/pkg/networking/core/cluster_traffic_policy.go).
 */
export function idleSettings(mesh: PlannedObjects): RuleFinding[] {
  return ofPolicies(mesh, (one) => [...idleWarmup(one), ...idleHttp2(one), ...idleOrder(one)]);
}

function idleWarmup({ origin, on, policy }: Judged): RuleFinding[] {
  const { warmup, simple, consistentHash } = policy.loadBalancer ?? {};
  const algorithm = consistentHash ? "consistentHash" : simple;
  const slow = algorithm === undefined || ["ROUND_ROBIN", "LEAST_REQUEST"].includes(algorithm);
  if (!warmup || slow) return [];
  return [
    {
      code: "GR355",
      origin: [...origin, "loadBalancer", "warmup"],
      on,
      given: `warmup beside ${algorithm}`,
      allowed: "warmup with simple: ROUND_ROBIN or simple: LEAST_REQUEST",
      fix: "choose one of these algorithms, or remove warmup",
    },
  ];
}

function idleHttp2({ origin, on, policy, service }: Judged): RuleFinding[] {
  const { maxConcurrentStreams, http2KeepAlive, h2UpgradePolicy } =
    policy.connectionPool?.http ?? {};
  const keys = Object.entries({ maxConcurrentStreams, http2KeepAlive })
    .filter(([, value]) => value !== undefined)
    .map(([key]) => key);
  const ports = servicePorts(service).filter(isHttp);
  const speaks = ports.some(({ protocol }) => protocol !== "http");
  if (keys.length === 0 || speaks || h2UpgradePolicy === "UPGRADE") return [];
  return [
    {
      code: "GR355",
      origin: [...origin, "connectionPool", "http", keys[0] as string],
      on,
      given: `${keys.join(" and ")} for ports of HTTP/1.1`,
      allowed:
        "settings of HTTP/2 where the protocol is http2 or grpc, or h2UpgradePolicy is UPGRADE",
      fix: `remove ${keys.join(" and ")}, or set the protocol that the pods speak`,
    },
  ];
}

/** Istio reads the first failover of a region only. */
function idleOrder({ origin, on, policy }: Judged): RuleFinding[] {
  const { failover = [] } = policy.loadBalancer?.localityLbSetting ?? {};
  const regions = failover.map(({ from }) => from);
  return failover.flatMap(({ from, to }, i): RuleFinding[] =>
    regions.indexOf(from) === i
      ? []
      : [
          {
            code: "GR355",
            origin: [...origin, "loadBalancer", "localityLbSetting", "failover", i],
            on,
            given: `a second failover from ${from}, to ${to}`,
            allowed: "one failover for each region: Istio reads the first one",
            fix: "remove it, or order places by failoverPriority",
          },
        ],
  );
}
