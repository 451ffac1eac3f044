import type { PolicyRule } from "kubernetes-types/rbac/v1";
import { factsOf, groupOf, kinds } from "../kinds";
import { projectName } from "../project";
import { isPrimary, meshNamespaceOf, type Cluster } from "../release/cluster";
import { ingressServiceOf } from "./endpoint";
import type { Manifest } from "../manifests/metadata";
import { namespaceManifest } from "../manifests/namespace";
import { manifests, type ClusterPlan } from "./plan";
import type { Release } from "../release/release";

/** A service account by its namespace and name. */
export interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** A right, and what needs it. */
export interface Grant {
  /** Left out: in the whole cluster. */
  readonly namespace?: string;
  readonly rule: PolicyRule;
  readonly why: string;
}

/** An object for an administrator to apply, and what each of its rules is for. */
export interface RbacManifest extends Manifest {
  readonly rules?: readonly PolicyRule[];
  readonly roleRef?: object;
  readonly subjects?: readonly object[];
  /** By index of the rules; not part of the object. */
  readonly why: readonly string[];
}

const rbacGroup = "rbac.authorization.k8s.io";

/**
 * The least rights that a release needs in one cluster, for `pulumi preview`, `up` and `destroy`, and for what the
 * command does beside them: drift, abort, and asking istiod what proxies took. What every account may do anyway is left
 * out, such as reading the list of APIs (the ClusterRole system:discovery).
 *
 * @throws TypeError for an object of a kind that no release had when this was written
 */
export function grants(release: Release, plan: ClusterPlan): Grant[] {
  const { namespace } = release;
  return [
    ...managedObjects(plan),
    {
      namespace,
      rule: { apiGroups: ["apps"], resources: ["replicasets"], verbs: ["list", "watch"] },
      why: "to wait until the pods of a Deployment are ready",
    },
    {
      namespace,
      rule: {
        apiGroups: [""],
        resources: ["pods", "persistentvolumeclaims", "events"],
        verbs: ["list", "watch"],
      },
      why: "the same, and to say why they are not",
    },
    {
      namespace,
      rule: { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list"] },
      why: "to compare the endpoints with those that istiod knows",
    },
    ...(plan.namespace.create === false ? [] : ownNamespace(namespace)),
    ...(isPrimary(plan.cluster) ? askingIstiod(plan.cluster) : []),
    ...ingress(plan.cluster, release),
  ];
}

/** One rule for each set of verbs, API group and namespace. The namespace itself has a rule that is limited by name. */
function managedObjects(plan: ClusterPlan): Grant[] {
  const rules = new Map<string, Grant & { readonly namespace: string }>();
  for (const { kind, metadata } of manifests(plan)) {
    const { apiVersion, plural, verbs, clusterScoped } = factsOf(kind);
    if (clusterScoped) continue;
    const { namespace = "default" } = metadata;
    const group = groupOf(apiVersion);
    const key = JSON.stringify([namespace, group, verbs]);
    const others = rules.get(key)?.rule.resources ?? [];
    const resources = [...new Set([...others, plural])].sort();
    rules.set(key, {
      namespace,
      rule: { apiGroups: [group], resources, verbs: [...verbs] },
      why: "the objects of the release",
    });
  }
  return [...rules.values()];
}

function ownNamespace(namespace: string): Grant[] {
  const { plural, verbs } = kinds.Namespace;
  const rule = { apiGroups: [""], resources: [plural] };
  return [
    {
      rule: { ...rule, resourceNames: [namespace], verbs: [...verbs] },
      why: "the release's namespace: to keep its label, and to delete it at the very end. To create one can't be limited by name, so that is left to who applies this",
    },
    {
      rule: { ...rule, verbs: ["list", "watch"] },
      why: "to wait until it is deleted, which the engine does over all namespaces",
    },
  ];
}

function askingIstiod(cluster: Cluster): Grant[] {
  const namespace = meshNamespaceOf(cluster);
  return [
    {
      namespace,
      rule: { apiGroups: [""], resources: ["pods"], verbs: ["list"] },
      why: "to find the replicas of istiod",
    },
    {
      namespace,
      rule: { apiGroups: [""], resources: ["pods/portforward"], verbs: ["get", "create"] },
      why: "to ask istiod what the proxies have taken; newer API servers ask for create, too. A name can't be given: those of pods change",
    },
  ];
}

/** The look-up of the address that the output `endpoints` tells. */
function ingress(cluster: Cluster, release: Release): Grant[] {
  const service = isPrimary(cluster) ? ingressServiceOf(cluster, release) : undefined;
  if (!service || /^https?:/.test(service)) return [];
  const [namespace = "", name = ""] = service.split("/");
  return [
    {
      namespace,
      rule: { apiGroups: [""], resources: ["services"], resourceNames: [name], verbs: ["get"] },
      why: "to tell the address of the ingress gateway",
    },
  ];
}

/**
 * The objects by which a service account gets the rights that a release needs in one cluster: the account, a Role and a
 * RoleBinding in each namespace concerned, and the release's namespace with a ClusterRole for it, unless it is somebody
 * else's. Their name holds that of the release and of its namespace, since several releases may share the mesh's namespace.
 */
export function rbacManifests(
  release: Release,
  plan: ClusterPlan,
  account: Account,
): RbacManifest[] {
  const name = `${projectName}-${release.namespace}-${release.name}`;
  const byNamespace = new Map<string | undefined, Grant[]>();
  for (const grant of grants(release, plan))
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
