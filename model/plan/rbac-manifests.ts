// Makes RBAC objects of the least rights of a release, for `gray rbac`.
import type { PolicyRule } from "kubernetes-types/rbac/v1";
import type { Manifest } from "../manifests/metadata";
import { namespaceManifest } from "../manifests/namespace";
import { projectName } from "../project";
import type { PrometheusServer } from "../analysis/prometheus";
import type { Release } from "../release/release";
import type { ClusterPlan } from "./plan";
import { grants, optionalGrants, rbacGroup, type Grant } from "./rbac";

/** A service account by its namespace and name. */
export interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** An object for an administrator to apply, and the reason for each of its rules. */
export interface RbacManifest extends Manifest {
  readonly rules?: readonly PolicyRule[];
  readonly roleRef?: object;
  readonly subjects?: readonly object[];
  /** The reasons, by index of the rules; not part of the object. */
  readonly why: readonly string[];
}

/** Which rights are given. */
export interface RbacOptions {
  /** Also those that an update can do without. @default false */
  readonly others?: boolean;
  /** The metrics servers of clusters that name none of their own. @default none */
  readonly prometheus?: readonly PrometheusServer[];
}

/**
 * The objects that give a service account the rights of a release in one cluster: the account, a
 * Role and a RoleBinding in each namespace concerned, and the release's namespace with a
 * ClusterRole for it, unless another owner makes the namespace. The names of the roles and bindings
 * contain the names of the release and of its namespace, because several releases may share the
 * mesh's namespace.
 *
 */
export function rbacManifests(
  release: Release,
  plan: ClusterPlan,
  account: Account,
  { others = false, prometheus = [] }: RbacOptions = {},
): RbacManifest[] {
  const name = `${projectName}-${release.namespace}-${release.name}`;
  const byNamespace = new Map<string | undefined, Grant[]>();
  for (const grant of [
    ...grants(release, plan, prometheus),
    ...(others ? optionalGrants(plan) : []),
  ])
    byNamespace.set(grant.namespace, [...(byNamespace.get(grant.namespace) ?? []), grant]);
  return [
    ...(plan.namespace.create === false ? [] : [{ ...namespaceManifest(plan.namespace), why: [] }]),
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { ...account }, why: [] },
    ...[...byNamespace].flatMap(([namespace, inside]) =>
      roleAndBinding(name, namespace, inside, account),
    ),
  ];
}

function roleAndBinding(
  name: string,
  namespace: string | undefined,
  inside: readonly Grant[],
  account: Account,
): RbacManifest[] {
  const kind = namespace === undefined ? "ClusterRole" : "Role";
  const metadata = { name, ...(namespace !== undefined && { namespace }) };
  const apiVersion = `${rbacGroup}/v1`;
  return [
    {
      apiVersion,
      kind,
      metadata,
      rules: inside.map(({ rule }) => rule),
      why: inside.map(({ why }) => why),
    },
    {
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: rbacGroup, kind, name },
      subjects: [{ kind: "ServiceAccount", ...account }],
      why: [],
    },
  ];
}
