// The type of a metrics server, as the key `prometheus` declares it. Generated from model/schema by
// `npm run generate`. Do not edit.

import type { Duration } from "../release/routing";

/**
 * A server that understands the HTTP API of Prometheus, such as Prometheus, Thanos, Mimir or
 * VictoriaMetrics. It has exactly one of `url` and `service`.
 */
export interface PrometheusServer {
  /** Its address as `gray` reaches it, with the path before `/api/v1`. @default `service` */
  readonly url?: string;
  /**
   * A Service in the cluster, asked through the cluster's API server with the kubeconfig of the
   * stack. So it needs no address and no token, but the right to get `services/proxy`, which `gray
   * rbac` prints.
   * @default `url`
   */
  readonly service?: string;
  /**
   * Whether requests carry a bearer token: that of the secret key `prometheus-token`, or of
   * `prometheus-token-<cluster>` for a server that a cluster names itself.
   * @default false
   */
  readonly token?: boolean;
  /** Headers of each request, such as the tenant. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Path of a PEM file with the authorities that sign its certificate.
   * @default those of Node.js
   */
  readonly ca?: string;
  /** Time for one answer. @default "10s" */
  readonly timeout?: Duration;
  /** How often it scrapes the proxies; what is counted ends so long before now. @default "15s" */
  readonly scrapeInterval?: Duration;
  /** Labels that tell the series of this mesh from others in the same server. @default none */
  readonly labels?: Readonly<Record<string, string>>;
}
