// The schemas of load balancing, connection pools and outlier detection.
import type { OutlierDetection, UpstreamPolicy } from "../release/upstream-policy";
import { duration, flag, whole } from "./common";
import { optional, typed, type Schema } from "./note";
import { object } from "./objects";
import { connectionPool } from "./upstream/connection-pool";
import { loadBalancer } from "./upstream/load-balancer";

/** The largest number that the 32-bit fields of the Istio API hold. */
const most = 2_147_483_647;
const count = whole(0, most);
const percentage = whole(0, 100, " (percent)");

const outlierDetection: Schema<OutlierDetection> = typed(
  "OutlierDetection",
  "When proxies stop calling a failing pod, and for how long.",
  object(
    {
      consecutive5xxErrors: optional(
        count,
        "Answers with a status from 500 on in a row, after which a proxy stops calling the pod; 0 switches this off.",
        { default: 5 },
      ),
      consecutiveGatewayErrors: optional(
        count,
        "Answers with the status 502, 503 or 504 in a row, after which a proxy stops calling the pod; 0 switches this off.",
        { default: 0 },
      ),
      interval: optional(duration, "Time between two checks.", { default: "10s" }),
      baseEjectionTime: optional(duration, "Least time without calls.", { default: "30s" }),
      maxEjectionPercent: optional(
        percentage,
        "Largest share of pods without calls at the same time, in percent.",
        { default: 10 },
      ),
      minHealthPercent: optional(
        percentage,
        "Share of healthy pods below which proxies call all pods, in percent.",
        { default: 0 },
      ),
      splitExternalLocalOriginErrors: optional(
        flag,
        "Whether a proxy counts failures to connect apart from the answers of pods.",
        { default: false },
      ),
      consecutiveLocalOriginFailures: optional(
        count,
        "Failures to connect in a row, after which a proxy stops calling the pod; needs `splitExternalLocalOriginErrors`.",
        { default: 5 },
      ),
    },
    { any: true },
  ),
);

/** The keys that services and versions share. */
export const upstreamPolicyFields = {
  loadBalancer: optional(
    loadBalancer,
    "How a proxy chooses a pod: an algorithm, or settings with regions, zones and warmup.",
    {
      otherwise: "Istio's own: LEAST_REQUEST",
    },
  ),
  connectionPool: optional(connectionPool, "Limits on connections and requests.", {
    otherwise: "Istio's own",
  }),
  outlierDetection: optional(
    outlierDetection,
    "Stops calls to failing pods for a time. It makes locality failover possible, which `loadBalancer.localityLbSetting` turns on.",
    {
      otherwise: "off",
    },
  ),
};

/** The mapping of these keys alone; its type is a part of others. */
export const upstreamPolicy: Schema<UpstreamPolicy> = typed(
  "UpstreamPolicy",
  "How callers' proxies treat the pods of a service or of one version of it: the parts of a declaration that become the trafficPolicy of a DestinationRule (https://istio.io/latest/docs/reference/config/networking/destination-rule/). A version's own parts replace those of its service.",
  object(upstreamPolicyFields),
);
