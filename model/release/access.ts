import type { AuthorizationPolicyArgs } from "../manifests/authorization-policy";
import { gatewayNamespace } from "./names";
import type { Release } from "./release";

/**
 * A caller, known by the certificate with which it speaks mutual TLS: all workloads of a namespace (`shop`), or those
 * of one service account (`shop/web`).
 */
export type Caller = string;

/**
 * Who may call the services of a release. What is not listed here is refused: by status 403, or for TCP by an end of
 * the connection. Callers are known by their certificates alone, so it needs mutual TLS
 * (https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source).
 */
export interface AccessSpec {
  /** Whether all workloads of the release's own namespace may call. @default true */
  readonly sameNamespace?: boolean;
  /** Who the ingress gateway's pods are; they may call the exposed services. @default "istio-system" */
  readonly gateway?: Caller;
  /** Who else may call every service; `callers` of a service are for that one. @default nobody */
  readonly callers?: readonly Caller[];
}

/** Namespace of istioctl's and the charts' ingress gateway. */
const defaultGateway = "istio-system";

/** One policy for each service of a release that says who may call; none where it does not. */
export function planAccess(release: Release): AuthorizationPolicyArgs[] {
  const { access, namespace, gateway } = release;
  if (!access) return [];
  return Object.entries(release.services).map(([service, { expose, callers = [] }]) => ({
    namespace,
    service,
    callers: [
      ...new Set([
        ...(access.sameNamespace === false ? [] : [namespace]),
        ...(gateway && expose ? [access.gateway ?? defaultGateway] : []),
        ...(access.callers ?? []),
        ...callers,
      ]),
    ],
  }));
}

/**
 * Namespaces whose VirtualServices may take hosts of the release's Gateway: where it says who may call, only those of
 * its own, so that nobody takes a host away from it (https://istio.io/latest/docs/reference/config/networking/gateway/#Server).
 *
 * @returns undefined where those of every namespace may
 */
export function bindingNamespaces(release: Release): readonly string[] | undefined {
  if (!release.access) return undefined;
  return [...new Set([release.namespace, gatewayNamespace(release)])];
}
