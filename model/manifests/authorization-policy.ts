import { typeOf } from "../kinds";
import type { Principal } from "../release/access";
import type { AuthorizationPolicySpec } from "../istio/authorization-policy-spec";
import type { Manifest } from "./metadata";

/** What decides the AuthorizationPolicy of one service. */
export interface AuthorizationPolicyArgs {
  readonly namespace: string;
  readonly service: string;
  /** Who may call it; an empty list: nobody. */
  readonly callers: readonly Principal[];
}

export interface AuthorizationPolicyManifest extends Manifest {
  readonly spec: AuthorizationPolicySpec;
}

/**
 * Lets in the callers of a service, and nobody else: a workload that an ALLOW policy selects refuses whatever none of
 * them allows, all of it where there is no rule
 * (https://istio.io/latest/docs/concepts/security/#implicit-enablement). Only peers' identities are asked for, which TCP
 * connections have, too.
 *
 * A namespace holds in every trust domain that the mesh accepts. A service account is named as a principal of
 * `cluster.local`, which istiod reads as the mesh's own trust domain and its aliases
 * (https://istio.io/latest/docs/tasks/security/authorization/authz-td-migration/). The newer `serviceAccounts` would be
 * dropped by the CRDs of older releases of Istio, and with it the condition.
 */
export function authorizationPolicyManifest({
  namespace,
  service,
  callers,
}: AuthorizationPolicyArgs): AuthorizationPolicyManifest {
  const namespaces = callers.filter((caller) => !caller.includes("/"));
  const principals = callers.filter((caller) => caller.includes("/")).map(principal);
  const from = [
    ...(namespaces.length > 0 ? [{ source: { namespaces } }] : []),
    ...(principals.length > 0 ? [{ source: { principals } }] : []),
  ];
  return {
    ...typeOf("AuthorizationPolicy"),
    metadata: { name: `${service}-callers`, namespace },
    spec: {
      selector: { matchLabels: { app: service } },
      action: "ALLOW",
      ...(from.length > 0 && { rules: [{ from }] }),
    },
  };
}

function principal(caller: Principal): string {
  const [namespace, account] = caller.split("/");
  return `cluster.local/ns/${namespace}/sa/${account}`;
}
