/** Looks where the pods of ingress gateways run, before a policy on callers shuts some of them out. */
import { KubeError } from "../../kubernetes/client";
import type { LiveObject } from "../../model/live-object";
import { shutOut, type GatewayPod, type ShutOut } from "../../model/plan/gateway-pods";
import type { ClusterPlan } from "../../model/plan/plan";
import { selectorText } from "../../model/release/labels";
import type { ClusterApi } from "../cluster-api";

/**
 * What the pods of gateways lose by the update, in words: those that its policies on callers shut out
 * and the live ones do not. Where the account may not list pods in all namespaces, it looks only into
 * those that the declaration speaks of.
 *
 * @param live every object of the plan's kinds in its namespaces
 */
export async function gatewayPodsLost(
  client: Pick<ClusterApi, "list">,
  plan: ClusterPlan,
  live: readonly LiveObject[],
): Promise<string[]> {
  const asked = shutOut(plan, live);
  const found = await Promise.all(asked.map(async (one) => one.textOf(await podsOf(client, one))));
  return found.flat();
}

async function podsOf(
  client: Pick<ClusterApi, "list">,
  { selector, namespaces }: ShutOut,
): Promise<readonly GatewayPod[]> {
  const query = `pods?labelSelector=${encodeURIComponent(selectorText(selector))}`;
  const everywhere = await listed(client, `/api/v1/${query}`);
  if (everywhere) return everywhere;
  const each = await Promise.all(
    namespaces.map((namespace) => listed(client, `/api/v1/namespaces/${namespace}/${query}`)),
  );
  return each.flatMap((pods) => pods ?? []);
}

/** The pods of a list; undefined where the account may not see it. */
async function listed(
  client: Pick<ClusterApi, "list">,
  path: string,
): Promise<readonly GatewayPod[] | undefined> {
  return client.list<GatewayPod>(path).catch((error: unknown) => {
    if (error instanceof KubeError && [403, 404].includes(error.status)) return undefined;
    throw error;
  });
}
