// Finds the pods of ingress gateways that the policies of an update would shut out.
import { identity, type LiveObject } from "../live-object";
import {
  authorizationPolicyManifest,
  type AuthorizationPolicyArgs,
  type AuthorizationPolicyManifest,
} from "../manifests/authorization-policy";
import type { GatewayArgs } from "../manifests/gateway";
import { meshNamespaceOf } from "../release/cluster-role";
import type { Labels } from "../release/labels";
import { gatewayName, gatewayNamespace } from "../release/names";
import { routeGateways } from "../routes/branches";
import type { ClusterPlan } from "./plan";

/** A pod of an ingress gateway, as far as a policy on callers knows it. */
export interface GatewayPod {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec?: { readonly serviceAccountName?: string };
}

/** A gateway, and which of its pods the update would shut out. */
export interface ShutOut {
  /** Labels of the pods. */
  readonly selector: Labels;
  /** Namespaces of which the declaration speaks, where the pods may be. */
  readonly namespaces: readonly string[];
  /** What of these pods the update would shut out, in words with the fix; none: nothing. */
  readonly textOf: (pods: readonly GatewayPod[]) => string[];
}

/**
 * The gateways that lead to services whose policy on callers is new or changes. Sidecars know a
 * gateway by the namespace and the service account of its pods, which the labels in a Gateway's
 * `selector` do not tell: those select pods of every namespace
 * (https://istio.io/latest/docs/reference/config/networking/gateway/#Gateway).
 */
export function shutOut(
  { mesh, cluster, namespace: { namespace } }: ClusterPlan,
  live: readonly LiveObject[],
): ShutOut[] {
  if (!mesh) return [];
  return mesh.gateways.flatMap((gateway): ShutOut[] => {
    const policies = mesh.authorizationPolicies.flatMap((args) => {
      const route = mesh.routes.find(({ service }) => service === args.service);
      const led = route && routeGateways(route).some(({ name }) => isNamed(gateway, name));
      const is = live.find((one) => identity(one) === identity(authorizationPolicyManifest(args)));
      return led ? [{ args, is: is as unknown as AuthorizationPolicyManifest | undefined }] : [];
    });
    if (policies.length === 0) return [];
    const spaces = policies.flatMap(({ args }) =>
      args.callers.map((one) => one.split("/")[0] ?? one),
    );
    return [
      {
        selector: gateway.gateway.selector ?? { istio: "ingressgateway" },
        namespaces: [
          ...new Set([
            ...spaces,
            meshNamespaceOf(cluster),
            gatewayNamespace({ namespace, gateway: gateway.gateway }),
            namespace,
          ]),
        ],
        textOf: (pods) => {
          const lost = pods
            .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
            .filter((pod) =>
              policies.some(({ args, is }) => !letsIn(args, pod) && (!is || letIn(is, pod))),
            );
          return lost.length === 0 ? [] : [textOf(gateway, lost, policies[0]?.args)];
        },
      },
    ];
  });
}

function isNamed({ namespace, gateway }: GatewayArgs, name: string): boolean {
  const own = gatewayName({ namespace, gateway });
  return [own, `${gatewayNamespace({ namespace, gateway })}/${own}`].includes(name);
}

/** Whether planned callers let a pod in. */
function letsIn({ callers }: AuthorizationPolicyArgs, pod: GatewayPod): boolean {
  const [namespace, account] = identityOf(pod);
  return callers.includes(namespace) || callers.includes(`${namespace}/${account}`);
}

/** Whether a live policy of this program lets a pod in. */
function letIn({ spec: { rules = [] } }: AuthorizationPolicyManifest, pod: GatewayPod): boolean {
  const [namespace, account] = identityOf(pod);
  return rules
    .flatMap(({ from = [] }) => from)
    .some(
      ({ source }) =>
        source?.namespaces?.includes(namespace) ||
        source?.principals?.some((one) => one.endsWith(`/ns/${namespace}/sa/${account}`)),
    );
}

function identityOf({ metadata, spec }: GatewayPod): [namespace: string, account: string] {
  return [metadata.namespace ?? "", spec?.serviceAccountName ?? "default"];
}

function textOf(
  { namespace, gateway, key }: GatewayArgs,
  lost: readonly GatewayPod[],
  policy: AuthorizationPolicyArgs | undefined,
): string {
  const name = `${gatewayNamespace({ namespace, gateway })}/${gatewayName({ namespace, gateway })}`;
  const spaces = [...new Set(lost.map((pod) => identityOf(pod)[0]))].sort();
  const [pod] = lost;
  const place = key === undefined ? "gateway" : `gateways.${key}`;
  return (
    `the pods of Gateway ${name} run in ${spaces.join(", ")}, such as ${pod?.metadata.name}, and access would not let them in to ${policy?.service}: ` +
    `each request from outside would get 403. Set ${place}.workload: {namespace: ${spaces[0]}}, or add the namespace to access.callers`
  );
}
