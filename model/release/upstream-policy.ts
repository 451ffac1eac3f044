// The types of load balancing, connection pools and outlier detection of a service or a version.
/**
 * How callers' proxies treat the pods of a service or of one version of it: the parts of a
 * declaration that become the trafficPolicy of a DestinationRule
 * (https://istio.io/latest/docs/reference/config/networking/destination-rule/). A version's own
 * parts replace those of its service.
 */
export interface UpstreamPolicy {
  /** @default Istio's own: least requests */
  readonly loadBalancer?: LoadBalancer;
  readonly connectionPool?: ConnectionPool;
  /** Stops calls to failing pods for a time. @default off */
  readonly outlierDetection?: OutlierDetection;
}

/** A simple algorithm, or one that sends similar requests to one pod. */
export type LoadBalancer =
  "ROUND_ROBIN" | "LEAST_REQUEST" | "RANDOM" | { readonly consistentHash: ConsistentHash };

/** What similar requests have in common; exactly one. */
export type ConsistentHash =
  | { readonly httpHeaderName: string }
  | { readonly httpCookie: { readonly name: string; readonly ttl: string } }
  | { readonly httpQueryParameterName: string }
  | { readonly useSourceIp: true };

/** Limits on connections and requests to a service. */
export interface ConnectionPool {
  readonly tcp?: {
    readonly maxConnections?: number;
    /** A duration such as `5s`. */
    readonly connectTimeout?: string;
  };
  readonly http?: {
    readonly http1MaxPendingRequests?: number;
    readonly http2MaxRequests?: number;
    readonly maxRequestsPerConnection?: number;
    readonly maxRetries?: number;
    /** A duration such as `1h`. */
    readonly idleTimeout?: string;
  };
}

/** When proxies stop calling a failing pod, and for how long. */
export interface OutlierDetection {
  readonly consecutive5xxErrors?: number;
  readonly consecutiveGatewayErrors?: number;
  /** Time between two checks, a duration. @default "10s" */
  readonly interval?: string;
  /** Least time without calls, a duration. @default "30s" */
  readonly baseEjectionTime?: string;
  /** Largest share of pods without calls at the same time, in percent. @default 10 */
  readonly maxEjectionPercent?: number;
  /** Share of healthy pods below which proxies call all pods, in percent. @default 0 */
  readonly minHealthPercent?: number;
}

/** The {@link UpstreamPolicy} fields of a service or a version, without its other fields. */
export function upstreamPolicy(spec: UpstreamPolicy): UpstreamPolicy {
  const { loadBalancer, connectionPool, outlierDetection } = spec;
  return {
    ...(loadBalancer && { loadBalancer }),
    ...(connectionPool && { connectionPool }),
    ...(outlierDetection && { outlierDetection }),
  };
}
