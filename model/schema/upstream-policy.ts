// The schemas of load balancing, connection pools and outlier detection.
import * as v from "valibot";
import type {
  ConnectionPool,
  ConsistentHash,
  LoadBalancer,
  OutlierDetection,
} from "../release/upstream-policy";
import {
  choose,
  duration,
  exactlyOne,
  headerName,
  named,
  object,
  oneOf,
  refused,
  someOf,
  text,
  token,
  whole,
  type Schema,
} from "./common";
import { isMapping } from "./best-effort";

/** The largest number that the 32-bit fields of the Istio API hold. */
const most = 2_147_483_647;

const consistentHash = exactlyOne<ConsistentHash>(
  {
    httpHeaderName: headerName,
    httpCookie: object(
      { name: named(token, "a cookie's name"), ttl: duration },
      "a mapping with name and ttl",
    ),
    httpQueryParameterName: text("the name of a query parameter"),
    useSourceIp: v.literal(true, "true"),
  },
  "exactly one of httpHeaderName, httpCookie, httpQueryParameterName and useSourceIp",
);

const hashing = object({ consistentHash }, "a mapping with consistentHash");
const simple = oneOf("ROUND_ROBIN", "LEAST_REQUEST", "RANDOM");

const loadBalancer: Schema<LoadBalancer> = choose<LoadBalancer>((given) => {
  if (isMapping(given)) return hashing;
  return typeof given === "string"
    ? simple
    : refused("ROUND_ROBIN, LEAST_REQUEST or RANDOM, or a mapping with consistentHash");
});

const atLeastOne = v.optional(whole(1, most));

const connectionPool: Schema<ConnectionPool> = someOf(
  {
    tcp: v.optional(
      someOf(
        { maxConnections: atLeastOne, connectTimeout: v.optional(duration) },
        "a mapping with maxConnections or connectTimeout",
      ),
    ),
    http: v.optional(
      someOf(
        {
          http1MaxPendingRequests: atLeastOne,
          http2MaxRequests: atLeastOne,
          maxRequestsPerConnection: atLeastOne,
          maxRetries: atLeastOne,
          idleTimeout: v.optional(duration),
        },
        "a mapping with http1MaxPendingRequests, http2MaxRequests, maxRequestsPerConnection, maxRetries or idleTimeout",
      ),
    ),
  },
  "a mapping with tcp or http",
);

const outlierDetection: Schema<OutlierDetection> = object(
  {
    consecutive5xxErrors: v.optional(whole(0, most)),
    consecutiveGatewayErrors: v.optional(whole(0, most)),
    interval: v.optional(duration),
    baseEjectionTime: v.optional(duration),
    maxEjectionPercent: v.optional(whole(0, 100)),
    minHealthPercent: v.optional(whole(0, 100)),
  },
  "a mapping with consecutive5xxErrors, consecutiveGatewayErrors, interval, baseEjectionTime, maxEjectionPercent or minHealthPercent",
);

/** The entries that services and versions share. */
export const upstreamPolicyEntries = {
  loadBalancer: v.optional(loadBalancer),
  connectionPool: v.optional(connectionPool),
  outlierDetection: v.optional(outlierDetection),
};
