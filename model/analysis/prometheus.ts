// The type of a metrics server, as the key `prometheus` declares it. Generated from model/schema by
// `npm run generate`. Do not edit.

import type { Duration } from "../release/routing";

/**
 * A server that understands the HTTP API of Prometheus, such as Prometheus, Thanos, Mimir or
 * VictoriaMetrics. It has exactly one of `url` and `service`.
 */
export interface PrometheusServer {
  /** Its address, with the path before `/api/v1`. @default `service` */
  readonly url?: string;
  /**
   * A Service in the cluster, which is asked through the cluster's API server with the kubeconfig
   * of the stack: it needs no address and no token, and the right to get `services/proxy`.
   * @default `url`
   */
  readonly service?: string;
  /**
   * Whether requests carry the bearer token of the secret key `prometheus-token`, or of
   * `prometheus-token-<cluster>` for the servers of one cluster.
   * @default false
   */
  readonly token?: boolean;
  /** Headers of each request, such as the tenant. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Path of a PEM file with the authorities of its certificate. @default those of Node.js */
  readonly ca?: string;
  /** Time for one answer. @default "10s" */
  readonly timeout?: Duration;
  /** How often it scrapes the proxies. @default "15s" */
  readonly scrapeInterval?: Duration;
  /** Labels that tell the series of this mesh from others in the same server. @default none */
  readonly labels?: Readonly<Record<string, string>>;
}
