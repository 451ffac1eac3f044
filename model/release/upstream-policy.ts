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
  /**
   * How a proxy chooses a pod: an algorithm, or settings with regions, zones and warmup.
   * @default Istio's own: LEAST_REQUEST
   */
  readonly loadBalancer?: LoadBalancer;
  /** Limits on connections and requests. @default Istio's own */
  readonly connectionPool?: ConnectionPool;
  /**
   * Stops calls to failing pods for a time. It makes locality failover possible, which
   * `loadBalancer.localityLbSetting` turns on.
   * @default off
   */
  readonly outlierDetection?: OutlierDetection;
}

/**
 * An algorithm; or settings in Istio's form
 * (https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings):
 * an algorithm or a hash, regions and zones, and warmup.
 */
export type LoadBalancer =
  | "ROUND_ROBIN"
  | "LEAST_REQUEST"
  | "RANDOM"
  | {
      /** The algorithm. @default Istio's own: LEAST_REQUEST */
      readonly simple?: "ROUND_ROBIN" | "LEAST_REQUEST" | "RANDOM";
      /** Sends similar requests to one pod. @default none */
      readonly consistentHash?: ConsistentHash;
      /**
       * Which regions and zones proxies call. Istio turns locality failover on by itself where
       * `outlierDetection` is there; a release writes `enabled: false` then, unless this key says
       * otherwise.
       * @default off with `outlierDetection`, else as in the mesh
       */
      readonly localityLbSetting?: LocalityLbSetting;
      /**
       * New pods get fewer requests for a time; with ROUND_ROBIN and LEAST_REQUEST only.
       * @default none
       */
      readonly warmup?: {
        /** How long a new pod gets fewer requests. */
        readonly duration: Duration;
        /** Share of its requests that a new pod gets at first, in percent. @default 10 */
        readonly minimumPercent?: number;
        /** How fast the share grows: 1 is steady, a larger number grows faster at first. @default 1 */
        readonly aggression?: number;
      };
    };

/**
 * Which regions and zones a proxy calls
 * (https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting):
 * `mesh` for what the mesh's own settings or the Service's traffic distribution say, or settings in
 * place of them.
 */
export type LocalityLbSetting =
  | "mesh"
  | {
      /**
       * Whether proxies heed regions and zones. If they do, and `outlierDetection` is there, a call
       * stays in the caller's zone and region as long as pods there are healthy.
       * @default true
       */
      readonly enabled?: boolean;
      /**
       * The region that takes the requests of a region without healthy pods; needs `outlierDetection`.
       * @default any other region
       */
      readonly failover?: readonly {
        /** Region of the caller. */
        readonly from: string;
        /** Region that takes its requests. */
        readonly to: string;
      }[];
      /**
       * Labels by which proxies rank pods: those that agree with the caller in more of the first labels
       * come first. Needs `outlierDetection`.
       * @default region, zone and subzone
       */
      readonly failoverPriority?: readonly string[];
      /** Fixed shares of requests by locality, in place of failover. @default none */
      readonly distribute?: readonly {
        /** Where the caller is. */
        readonly from: string;
        /**
         * The percentage of its requests by locality, 100 in sum. A locality that is left out gets
         * none: a version that has pods in no other one would answer with 503.
         */
        readonly to: Readonly<Record<string, number>>;
      }[];
    };

/** What similar requests have in common; exactly one. */
export type ConsistentHash =
  | { readonly httpHeaderName: string }
  | {
      readonly httpCookie: {
        /** Name of the cookie. */
        readonly name: string;
        /** Path of the cookie that a proxy sets. @default none */
        readonly path?: string;
        /**
         * How long the cookie lives; `0s` is a session cookie, which a browser forgets when it closes.
         * @default proxies set no cookie, and hash the one that the application sets
         */
        readonly ttl?: string;
        /** More attributes of the cookie that a proxy sets. @default none */
        readonly attributes?: readonly {
          /** Name of the attribute. */
          readonly name: string;
          /** Its value. @default none */
          readonly value?: string;
        }[];
      };
    }
  | { readonly httpQueryParameterName: string }
  | { readonly useSourceIp: true };

/**
 * Limits on connections and requests to a service; a limit that is left out is Istio's own
 * (https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings).
 */
export interface ConnectionPool {
  /** Limits on connections. */
  readonly tcp?: {
    /** Most connections at the same time, of each proxy. */
    readonly maxConnections?: number;
    /** Time for a connection to open. @default "10s" */
    readonly connectTimeout?: Duration;
    /**
     * Time without a byte after which a connection closes; `0s` for never. `http.idleTimeout` takes
     * its place.
     * @default "1h"
     */
    readonly idleTimeout?: string;
    /** Age at which a connection closes. @default no limit */
    readonly maxConnectionDuration?: Duration;
    /** Probes on idle connections; `{}` turns them on. @default off */
    readonly tcpKeepalive?: {
      /** Idle time before the first probe. @default the operating system's: 2h on Linux */
      readonly time?: Duration;
      /** Time between two probes. @default the operating system's: 75s on Linux */
      readonly interval?: Duration;
      /**
       * Probes without an answer after which the connection counts as dead.
       * @default the operating system's: 9 on Linux
       */
      readonly probes?: number;
    };
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
    /** Most requests at the same time over one connection of HTTP/2. */
    readonly maxConcurrentStreams?: number;
    /**
     * Whether proxies speak HTTP/2 with pods on ports of HTTP/1.1, too; the application must
     * understand it.
     * @default "DEFAULT"
     */
    readonly h2UpgradePolicy?: "DEFAULT" | "UPGRADE" | "DO_NOT_UPGRADE";
    /**
     * Whether a proxy speaks with pods the protocol of the caller, HTTP/1.1 or HTTP/2.
     * @default false
     */
    readonly useClientProtocol?: boolean;
    /** Pings on connections of HTTP/2. @default off */
    readonly http2KeepAlive?: {
      /** Time between two pings. */
      readonly interval: Duration;
      /** Time without an answer to a ping after which a connection closes. */
      readonly timeout: Duration;
    };
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
  /** Whether a proxy counts failures to connect apart from the answers of pods. @default false */
  readonly splitExternalLocalOriginErrors?: boolean;
  /**
   * Failures to connect in a row, after which a proxy stops calling the pod; needs
   * `splitExternalLocalOriginErrors`.
   * @default 5
   */
  readonly consecutiveLocalOriginFailures?: number;
}
