/** The types with which a release says who may call its services. */

/**
 * Who calls, as the certificate for mutual TLS says it: all workloads of a namespace (`shop`), or those of one service
 * account (`shop/web`).
 */
export type Principal = string;

/**
 * Who may call the services of a release. All other requests are refused: by status 403, or for TCP by an end of the
 * connection. Istio reads principals from certificates alone, so this needs mutual TLS
 * (https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source).
 */
export interface AccessSpec {
  /** Whether all workloads of the release's own namespace may call. @default true */
  readonly sameNamespace?: boolean;
  /**
   * The principal of the ingress gateway's pods; they may call the exposed services.
   * @default the namespaces of the mesh (`clusters[].meshNamespace`): "istio-system"
   */
  readonly gateway?: Principal;
  /** Principals that may call every service; `callers` of a service may call that one. @default none */
  readonly callers?: readonly Principal[];
}
