// The schemas of load balancing, connection pools and outlier detection.
import * as v from "valibot";
import type {
  ConnectionPool,
  ConsistentHash,
  LoadBalancer,
  OutlierDetection,
  UpstreamPolicy,
} from "../release/upstream-policy";
import { duration, headerName, named, oneOf, orMapping, text, token, whole } from "./common";
import { optional, required, typed, type Schema } from "./note";
import { exactlyOne, object, someOf } from "./objects";

/** The largest number that the 32-bit fields of the Istio API hold. */
const most = 2_147_483_647;
const atLeastOne = whole(1, most);
const count = whole(0, most);
const percentage = whole(0, 100, " (percent)");

const consistentHash: Schema<ConsistentHash> = typed(
  "ConsistentHash",
  "What similar requests have in common; exactly one.",
  exactlyOne<ConsistentHash>({
    httpHeaderName: required(headerName, "Requests with the same value of this header.", {
      example: "x-user",
    }),
    httpCookie: required(
      object({
        name: required(named(token, "a cookie's name"), "Name of the cookie."),
        ttl: required(duration, "How long the cookie lives."),
      }),
      "Requests with the same cookie; a proxy sets it where it is missing.",
      { example: { name: "user", ttl: "1h" } },
    ),
    httpQueryParameterName: required(
      text("the name of a query parameter"),
      "Requests with the same value of this query parameter.",
      { example: "user" },
    ),
    useSourceIp: required(v.literal(true, "true"), "Requests from the same address."),
  }),
);

const loadBalancer: Schema<LoadBalancer> = typed(
  "LoadBalancer",
  "A simple algorithm, or one that sends similar requests to one pod.",
  orMapping(
    oneOf("ROUND_ROBIN", "LEAST_REQUEST", "RANDOM"),
    object({
      consistentHash: required(consistentHash, "Sends similar requests to one pod."),
    }),
  ),
);

const connectionPool: Schema<ConnectionPool> = typed(
  "ConnectionPool",
  "Limits on connections and requests to a service; a limit that is left out is Istio's own.",
  someOf({
    tcp: optional(
      someOf({
        maxConnections: optional(atLeastOne, "Most connections at the same time, of each proxy.", {
          example: 100,
        }),
        connectTimeout: optional(duration, "Time for a connection to open.", {
          default: "10s",
        }),
      }),
      "Limits on connections.",
    ),
    http: optional(
      someOf({
        http1MaxPendingRequests: optional(
          atLeastOne,
          "Most requests that wait for a connection, of each proxy.",
          { example: 1024 },
        ),
        http2MaxRequests: optional(
          atLeastOne,
          "Most requests that are open at the same time, of each proxy.",
          { example: 1024 },
        ),
        maxRequestsPerConnection: optional(
          atLeastOne,
          "Most requests over one connection, after which the proxy opens another one.",
          { otherwise: "no limit", example: 1000 },
        ),
        maxRetries: optional(
          atLeastOne,
          "Most retries that are open at the same time, of each proxy.",
          { example: 10 },
        ),
        idleTimeout: optional(duration, "Time without requests after which a connection closes.", {
          default: "1h",
        }),
      }),
      "Limits on requests.",
    ),
  }),
);

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
    },
    { any: true },
  ),
);

/** The keys that services and versions share. */
export const upstreamPolicyFields = {
  loadBalancer: optional(loadBalancer, "The algorithm by which a proxy chooses a pod.", {
    otherwise: "Istio's own: LEAST_REQUEST",
  }),
  connectionPool: optional(connectionPool, "Limits on connections and requests.", {
    otherwise: "Istio's own",
  }),
  outlierDetection: optional(outlierDetection, "Stops calls to failing pods for a time.", {
    otherwise: "off",
  }),
};

/** The mapping of these keys alone; its type is a part of others. */
export const upstreamPolicy: Schema<UpstreamPolicy> = typed(
  "UpstreamPolicy",
  "How callers' proxies treat the pods of a service or of one version of it: the parts of a declaration that become the trafficPolicy of a DestinationRule (https://istio.io/latest/docs/reference/config/networking/destination-rule/). A version's own parts replace those of its service.",
  object(upstreamPolicyFields),
);
