/**
 * How callers treat the pods of a service or of one version of it: the parts of a declaration that end in a
 * DestinationRule's trafficPolicy (https://istio.io/latest/docs/reference/config/networking/destination-rule/).
 * A version's own parts take the place of its service's.
 */
export interface UpstreamPolicy {
  /** @default Istio's own: least requests */
  readonly loadBalancer?: LoadBalancer;
  readonly connectionPool?: ConnectionPool;
  /** Takes failing pods out for a while. @default off */
  readonly outlierDetection?: OutlierDetection;
}

/** A simple algorithm, or one that keeps like requests on one pod. */
export type LoadBalancer =
  "ROUND_ROBIN" | "LEAST_REQUEST" | "RANDOM" | { readonly consistentHash: ConsistentHash };

/** What like requests have in common; exactly one. */
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

/** When a pod is taken out, and for how long. */
export interface OutlierDetection {
  readonly consecutive5xxErrors?: number;
  readonly consecutiveGatewayErrors?: number;
  /** Time between looks, a duration. @default "10s" */
  readonly interval?: string;
  /** Least time out, a duration. @default "30s" */
  readonly baseEjectionTime?: string;
  /** Share of pods that may be out at once, in percent. @default 10 */
  readonly maxEjectionPercent?: number;
  /** Share of healthy pods below which nothing is taken out, in percent. @default 0 */
  readonly minHealthPercent?: number;
}

/** The part of a declaration that says how pods are treated. */
export function upstreamPolicy(spec: UpstreamPolicy): UpstreamPolicy {
  const { loadBalancer, connectionPool, outlierDetection } = spec;
  return {
    ...(loadBalancer && { loadBalancer }),
    ...(connectionPool && { connectionPool }),
    ...(outlierDetection && { outlierDetection }),
  };
}
