// Lists the least rights that a release needs.
import type { PolicyRule } from "kubernetes-types/rbac/v1";
import { factsOf, groupOf, kinds } from "../kinds";
import type { Cluster } from "../release/cluster";
import { asksServers } from "../analysis/asks-servers";
import { metricsServers, proxiedName, servicePort } from "../analysis/metrics-servers";
import type { PrometheusServer } from "../analysis/prometheus";
import { isPrimary, meshNamespaceOf } from "../release/cluster-role";
import { isAddress } from "../release/gateways/ingress";
import { gatewayNamespaces, ingressServiceOf } from "./endpoint";
import { manifests, type ClusterPlan } from "./plan";
import { declaredGateways } from "../release/gateways/declared";
import type { Release } from "../release/release";
import { historyNames, recordName } from "../rollout/names";

/** A right, and the reason for it. */
export interface Grant {
  /** Left out: in the whole cluster. */
  readonly namespace?: string;
  readonly rule: PolicyRule;
  readonly why: string;
}

/** The API group of Roles and their bindings. */
export const rbacGroup = "rbac.authorization.k8s.io";

/**
 * The least rights that a release needs in one cluster, for `pulumi preview`, `up` and `destroy`,
 * and for the other operations: drift, abort, and asking istiod which proxies are synced. It leaves
 * out rights that every account has, such as reading the list of APIs (the ClusterRole
 * system:discovery).
 *
 * @param prometheus the metrics servers of clusters that name none of their own
 * @throws TypeError for an object of a kind that model/kinds.ts does not list
 */
export function grants(
  release: Release,
  plan: ClusterPlan,
  prometheus: readonly PrometheusServer[] = [],
): Grant[] {
  const { namespace } = release;
  return [
    ...managedObjects(plan),
    ...granting(plan),
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
    ...gatewayPods(plan),
    ...(release.rollout && isPrimary(plan.cluster) ? keepingRollouts(release) : []),
    ...(release.rollout && asksServers(release.rollout)
      ? askingMetrics(plan.cluster, prometheus)
      : []),
  ];
}

/**
 * Rights that an update can do without: with them it sees what other owners have for the hosts of the
 * release in all namespaces; else it looks where it may, and says so (GR369).
 */
export function optionalGrants({ cluster, namespace }: ClusterPlan): Grant[] {
  const list = (group: string, resources: string[]): Grant => ({
    rule: { apiGroups: [group], resources, verbs: ["list"] },
    why: "to see whether other owners route the hosts of the release",
  });
  const { plural } = kinds.Namespace;
  const named = { apiGroups: [""], resources: [plural], resourceNames: [namespace.namespace] };
  return [
    // The release that makes its namespace may get it anyway.
    ...(namespace.create === false
      ? [
          {
            rule: { ...named, verbs: ["get"] },
            why: "to see whether the namespace is in ambient mode",
          },
        ]
      : []),
    ...(isPrimary(cluster)
      ? [
          list(groupOf(kinds.VirtualService.apiVersion), [
            kinds.Gateway.plural,
            kinds.VirtualService.plural,
          ]),
          list("gateway.networking.k8s.io", ["grpcroutes", "httproutes"]),
        ]
      : []),
  ];
}

/**
 * One rule for each set of verbs, API group and namespace. The namespace itself gets another rule,
 * which is limited by name.
 */
function managedObjects(plan: ClusterPlan): Grant[] {
  const rules = new Map<string, Grant & { readonly namespace: string }>();
  for (const object of manifests(plan)) {
    const { metadata } = object;
    const { apiVersion, plural, verbs, clusterScoped } = factsOf(object);
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

/** As much of a Role or of a binding as grants something. */
interface RoleParts {
  readonly rules?: readonly PolicyRule[];
  readonly roleRef?: object;
}

/**
 * The rights that a release grants by Roles of its own: an API server lets no account grant what it
 * does not have, nor bind a role whose rights it does not have
 * (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping).
 */
function granting({ beside = [] }: ClusterPlan): Grant[] {
  return beside.flatMap(({ object }): Grant[] => {
    const { kind, metadata } = object;
    const { rules = [], roleRef } = object as RoleParts;
    if (groupOf(object.apiVersion) !== rbacGroup) return [];
    const { namespace } = metadata;
    const why = `to grant them by ${kind} ${metadata.name}`;
    if (kind === "Role") return rules.map((rule) => ({ namespace, rule, why }));
    const { kind: bound, name } = (roleRef ?? {}) as Partial<Record<"kind" | "name", string>>;
    if (kind !== "RoleBinding" || !name) return [];
    const resources = [bound === "ClusterRole" ? "clusterroles" : "roles"];
    const rule = { apiGroups: [rbacGroup], resources, resourceNames: [name], verbs: ["bind"] };
    return [{ namespace, rule, why: `to bind ${name} by ${kind} ${metadata.name}` }];
  });
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

/**
 * The rights on the record of a rollout, on those that ended, and on the Lease of its driver. Each
 * primary cluster may become the home of a rollout, so all of them get the same. RBAC can't limit a
 * creation by name
 * (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources).
 */
function keepingRollouts({ name, namespace }: Release): Grant[] {
  const record = recordName(name);
  const why = "to keep the record of a rollout, and of the last ten that ended";
  const driver = "to let one driver at a time move a rollout";
  const rules: readonly (readonly [
    rule: Omit<PolicyRule, "verbs">,
    names: string[],
    why: string,
  ])[] = [
    [{ apiGroups: [""], resources: ["configmaps"] }, [record, ...historyNames(name)], why],
    [{ apiGroups: ["coordination.k8s.io"], resources: ["leases"] }, [record], driver],
  ];
  return rules.flatMap(([rule, resourceNames, why]): Grant[] => [
    { namespace, rule: { ...rule, resourceNames, verbs: ["get", "patch"] }, why },
    { namespace, rule: { ...rule, verbs: ["create"] }, why },
  ]);
}

/** The rights to ask those metrics servers that are reached through the API server. */
function askingMetrics(cluster: Cluster, ofStack: readonly PrometheusServer[]): Grant[] {
  return metricsServers([cluster], ofStack).flatMap(({ spec }): Grant[] => {
    const service = spec.service === undefined ? undefined : servicePort(spec.service);
    if (!service) return [];
    const { namespace } = service;
    return [
      {
        namespace,
        rule: {
          apiGroups: [""],
          resources: ["services/proxy"],
          resourceNames: [proxiedName(service)],
          verbs: ["get"],
        },
        why: "to ask the metrics server for analyses of a rollout",
      },
    ];
  });
}

/** The right to look up the address that the output `endpoints` shows. */
function ingress(cluster: Cluster, release: Release): Grant[] {
  if (!isPrimary(cluster)) return [];
  const services = declaredGateways(release).flatMap(
    (gateway) => ingressServiceOf(cluster, gateway) ?? [],
  );
  return [...new Set(services)]
    .filter((one) => !isAddress(one))
    .map((service) => {
      const [namespace = "", name = ""] = service.split("/");
      return {
        namespace,
        rule: { apiGroups: [""], resources: ["services"], resourceNames: [name], verbs: ["get"] },
        why: "to tell the address of the ingress gateway",
      };
    });
}

/** The right to see the gateways' pods; those of the mesh's namespace are in {@link askingIstiod}. */
function gatewayPods(plan: ClusterPlan): Grant[] {
  const gateways = manifests(plan).filter(({ kind }) => kind === "Gateway");
  if (gateways.length === 0) return [];
  const { namespace: own } = plan.namespace;
  return gatewayNamespaces(plan, gateways)
    .filter((namespace) => namespace !== own && namespace !== meshNamespaceOf(plan.cluster))
    .map((namespace) => ({
      namespace,
      rule: { apiGroups: [""], resources: ["pods"], verbs: ["list"] },
      why: "to notice a gateway that lost its connection to istiod, or that carries no traffic",
    }));
}
