// The types of the key `access`: the callers that may call the services of a release. Generated
// from model/schema by `npm run generate`. Do not edit.

/**
 * The identity of callers, as their certificate for mutual TLS shows it: all workloads of a
 * namespace (`shop`), or the workloads of one service account (`shop/web`).
 */
export type Principal = string;

/**
 * The callers that may call the services of a release. Sidecars refuse all other requests: with
 * status 403, or for TCP by closing the connection. Istio reads principals from certificates alone,
 * so this needs mutual TLS
 * (https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source).
 */
export interface AccessSpec {
  /** Whether all workloads of the release's own namespace may call. @default true */
  readonly sameNamespace?: boolean;
  /**
   * The principal of the ingress gateway's pods, of all gateways; they may call the exposed
   * services.
   * @default that of each gateway's `workload`; else the namespace of the Service that
   * `clusters[].ingress` names, else `clusters[].meshNamespace`
   */
  readonly gateway?: Principal;
  /**
   * Principals that may call every service; `callers` of a service may call that one.
   * @default none
   */
  readonly callers?: readonly Principal[];
}
