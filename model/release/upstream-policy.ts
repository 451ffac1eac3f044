// The types of load balancing, connection pools and outlier detection of a service or a version.
// Generated from model/schema by `npm run generate`. Do not edit.

import type { Duration } from "./routing";

/**
 * How callers' proxies treat the pods of a service or of one version of it: the parts of a
 * declaration that become the trafficPolicy of a DestinationRule
 * (https://istio.io/latest/docs/reference/config/networking/destination-rule/). A version's own
 * parts replace those of its service.
 */
export interface UpstreamPolicy {
  /** The algorithm by which a proxy chooses a pod. @default Istio's own: LEAST_REQUEST */
  readonly loadBalancer?: LoadBalancer;
  /** Limits on connections and requests. @default Istio's own */
  readonly connectionPool?: ConnectionPool;
  /** Stops calls to failing pods for a time. @default off */
  readonly outlierDetection?: OutlierDetection;
}

/** A simple algorithm, or one that sends similar requests to one pod. */
export type LoadBalancer =
  | "ROUND_ROBIN"
  | "LEAST_REQUEST"
  | "RANDOM"
  | {
      /** Sends similar requests to one pod. */
      readonly consistentHash: ConsistentHash;
    };

/** What similar requests have in common; exactly one. */
export type ConsistentHash =
  | { readonly httpHeaderName: string }
  | {
      readonly httpCookie: {
        /** Name of the cookie. */
        readonly name: string;
        /** How long the cookie lives. */
        readonly ttl: Duration;
      };
    }
  | { readonly httpQueryParameterName: string }
  | { readonly useSourceIp: true };

/** Limits on connections and requests to a service; a limit that is left out is Istio's own. */
export interface ConnectionPool {
  /** Limits on connections. */
  readonly tcp?: {
    /** Most connections at the same time, of each proxy. */
    readonly maxConnections?: number;
    /** Time for a connection to open. @default "10s" */
    readonly connectTimeout?: Duration;
  };
  /** Limits on requests. */
  readonly http?: {
    /** Most requests that wait for a connection, of each proxy. */
    readonly http1MaxPendingRequests?: number;
    /** Most requests that are open at the same time, of each proxy. */
    readonly http2MaxRequests?: number;
    /**
     * Most requests over one connection, after which the proxy opens another one.
     * @default no limit
     */
    readonly maxRequestsPerConnection?: number;
    /** Most retries that are open at the same time, of each proxy. */
    readonly maxRetries?: number;
    /** Time without requests after which a connection closes. @default "1h" */
    readonly idleTimeout?: Duration;
  };
}

/** When proxies stop calling a failing pod, and for how long. */
export interface OutlierDetection {
  /**
   * Answers with a status from 500 on in a row, after which a proxy stops calling the pod; 0
   * switches this off.
   * @default 5
   */
  readonly consecutive5xxErrors?: number;
  /**
   * Answers with the status 502, 503 or 504 in a row, after which a proxy stops calling the pod; 0
   * switches this off.
   * @default 0
   */
  readonly consecutiveGatewayErrors?: number;
  /** Time between two checks. @default "10s" */
  readonly interval?: Duration;
  /** Least time without calls. @default "30s" */
  readonly baseEjectionTime?: Duration;
  /** Largest share of pods without calls at the same time, in percent. @default 10 */
  readonly maxEjectionPercent?: number;
  /** Share of healthy pods below which proxies call all pods, in percent. @default 0 */
  readonly minHealthPercent?: number;
}
