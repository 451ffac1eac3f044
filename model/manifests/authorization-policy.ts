// Makes the AuthorizationPolicy of one service: the list of workloads that may call it.
import { kinds } from "../kinds";
import type { Principal } from "../release/access";
import type { AuthorizationPolicySpec } from "../istio/authorization-policy-spec";
import { serviceSelector, type Labels } from "../release/labels";
import type { Manifest } from "./metadata";

/** The arguments of one AuthorizationPolicy. */
export interface AuthorizationPolicyArgs {
  readonly namespace: string;
  readonly service: string;
  /** Labels of the pods of all versions. @default the label `app` with the service's name */
  readonly selector?: Labels;
  /** The principals that may call the service; an empty list: no workload may. */
  readonly callers: readonly Principal[];
}

export interface AuthorizationPolicyManifest extends Manifest {
  readonly spec: AuthorizationPolicySpec;
}

/**
 * Lets in the callers of a service, and no others: a workload with ALLOW policies refuses each
 * request that none of them allows, and all requests if they have no rule
 * (https://istio.io/latest/docs/concepts/security/#implicit-enablement). The rules look only at the
 * principal of the caller, which TCP connections have, too.
 *
 * A rule on a namespace holds in every trust domain that the mesh accepts. The policy names a
 * service account as a principal of `cluster.local`, which istiod reads as the mesh's own trust
 * domain and its aliases
 * (https://istio.io/latest/docs/tasks/security/authorization/authz-td-migration/). The CRDs of
 * older releases of Istio would drop the newer field `serviceAccounts`, and with it the condition.
 */
export function authorizationPolicyManifest({
  namespace,
  service,
  selector,
  callers,
}: AuthorizationPolicyArgs): AuthorizationPolicyManifest {
  const namespaces = callers.filter((caller) => !caller.includes("/"));
  const principals = callers.filter((caller) => caller.includes("/")).map(principal);
  const from = [
    ...(namespaces.length > 0 ? [{ source: { namespaces } }] : []),
    ...(principals.length > 0 ? [{ source: { principals } }] : []),
  ];
  return {
    apiVersion: kinds.AuthorizationPolicy.apiVersion,
    kind: "AuthorizationPolicy",
    metadata: { name: `${service}-callers`, namespace },
    spec: {
      selector: { matchLabels: { ...serviceSelector(service, { selector }) } },
      action: "ALLOW",
      ...(from.length > 0 && { rules: [{ from }] }),
    },
  };
}

function principal(caller: Principal): string {
  const [namespace, account] = caller.split("/");
  return `cluster.local/ns/${namespace}/sa/${account}`;
}
