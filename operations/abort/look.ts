/** What an abort reads of one cluster before it decides. Nothing is written here. */
import { KubeError } from "../../kubernetes/client";
import { listPath } from "../../kubernetes/object-path";
import { readError } from "../../kubernetes/read-error";
import type { Manifest } from "../../model/manifests/metadata";
import { manifests, type ClusterPlan } from "../../model/plan/plan";
import type { ClusterApi } from "../cluster-api";
import type { LiveRoutes } from "./routes";

/** What a primary cluster has, as far as an abort needs to know it. */
export interface AbortView {
  /** The VirtualServices in the namespaces of the planned ones, those of others included. */
  readonly routes: readonly LiveRoutes[];
  /** Names of the DestinationRules there. */
  readonly rules: ReadonlySet<string>;
}

/**
 * Reads the VirtualServices and DestinationRules of a cluster, all at once.
 *
 * @throws Error that says why the API server gives none
 */
export async function lookAt(
  client: Pick<ClusterApi, "list">,
  plan: ClusterPlan,
): Promise<AbortView> {
  const list = async <T>(kind: string) => {
    const planned = manifests(plan).filter((object) => object.kind === kind);
    const byPath = new Map(planned.map((object) => [listPath(object), object]));
    const lists = [...byPath].map(([path, object]) =>
      client.list<T>(path).catch((error: unknown) => {
        throw error instanceof KubeError ? readError(error, object) : error;
      }),
    );
    return (await Promise.all(lists)).flat();
  };
  const [routes, rules] = await Promise.all([
    list<LiveRoutes>("VirtualService"),
    list<Manifest>("DestinationRule"),
  ]);
  return { routes, rules: new Set(rules.map(({ metadata }) => metadata.name)) };
}

interface Deployment {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly availableReplicas?: number };
}

/**
 * Names of the Deployments of a cluster that have at least one ready pod.
 *
 * @throws Error that says why the API server does not tell
 */
export async function readyDeployments(
  client: Pick<ClusterApi, "list">,
  { namespace: { namespace } }: ClusterPlan,
): Promise<string[]> {
  const found = await client.list<Deployment>(`/apis/apps/v1/namespaces/${namespace}/deployments`);
  return found
    .filter(({ status }) => (status?.availableReplicas ?? 0) > 0)
    .map(({ metadata }) => metadata.name);
}
