/**
 * Reads what stands beside a release in one cluster: one list of each kind over the whole cluster.
 * Where the account may not have it, it lists the namespaces that matter most, one by one.
 */
import type { KubeError } from "../../kubernetes/client";
import { objectPath } from "../../kubernetes/object-path";
import { pagesOf } from "./pages";
import { inWords } from "../../model/problem";
import { kinds } from "../../model/kinds";
import type { LiveObject } from "../../model/live-object";
import { isPrimary, meshNamespaceOf } from "../../model/release/cluster-role";
import type { ClusterApi } from "../cluster-api";
import type { ReachedCluster } from "../clusters/reached";
import type { Surroundings } from "./live";

type Client = Pick<ClusterApi, "get">;

/** A kind that is listed. */
interface Listed {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
}

const gatewayApi = "gateway.networking.k8s.io/v1";

/** The kinds that can lead requests past a release. */
export const foreignKinds = {
  VirtualService: { ...kinds.VirtualService, kind: "VirtualService" },
  Gateway: { ...kinds.Gateway, kind: "Gateway" },
  HTTPRoute: { apiVersion: gatewayApi, kind: "HTTPRoute", plural: "httproutes" },
  GRPCRoute: { apiVersion: gatewayApi, kind: "GRPCRoute", plural: "grpcroutes" },
} as const satisfies Readonly<Record<string, Listed>>;

/** Objects of a kind, and which were not looked at. */
interface Found {
  readonly objects: readonly LiveObject[];
  readonly unseen: readonly string[];
}

/**
 * What stands beside a release in one cluster. It never fails: what can't be read is named in
 * `unseen`. In a remote cluster it looks at the namespace alone, because the mesh reads no routes
 * there.
 */
export async function readSurroundings(
  { plan, objects, cluster }: Pick<ReachedCluster, "plan" | "objects" | "cluster">,
  client: Client,
): Promise<Surroundings> {
  const { namespace } = plan.namespace;
  const own = objects.flatMap(({ apiVersion, metadata }) =>
    apiVersion === kinds.VirtualService.apiVersion ? (metadata.namespace ?? []) : [],
  );
  const spaces = [...new Set([namespace, ...own, meshNamespaceOf(cluster)])];
  const list = (kind: keyof typeof foreignKinds) =>
    isPrimary(cluster) ? listed(client, foreignKinds[kind], spaces) : { objects: [], unseen: [] };
  const [space, virtualServices, gateways, httpRoutes, grpcRoutes] = await Promise.all([
    namespaceOf(client, namespace),
    list("VirtualService"),
    list("Gateway"),
    list("HTTPRoute"),
    list("GRPCRoute"),
  ]);
  const all = [space, virtualServices, gateways, httpRoutes, grpcRoutes];
  return {
    ...(space.objects[0] && { namespace: space.objects[0] }),
    virtualServices: virtualServices.objects,
    gateways: gateways.objects,
    gatewayRoutes: [...httpRoutes.objects, ...grpcRoutes.objects],
    unseen: all.flatMap(({ unseen }) => unseen),
  };
}

async function namespaceOf(client: Client, name: string): Promise<Found> {
  const path = objectPath({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  try {
    const found = await client.get<LiveObject>(path);
    return { objects: found ? [found] : [], unseen: [] };
  } catch (error) {
    return { objects: [], unseen: [`the labels of namespace ${name} (${reasonOf(error)})`] };
  }
}

async function listed(client: Client, type: Listed, spaces: readonly string[]): Promise<Found> {
  const { apiVersion, kind, plural } = type;
  const read = async (space: string) =>
    ((await pagesOf<LiveObject>(client, `/apis/${apiVersion}${space}/${plural}`)) ?? []).map(
      (object) => ({ ...object, apiVersion, kind }),
    );
  try {
    return { objects: await read(""), unseen: [] };
  } catch (error) {
    if ((error as KubeError).status !== 403)
      return { objects: [], unseen: [`${kind}s (${reasonOf(error)})`] };
  }
  const each = await Promise.all(
    spaces.map((space) =>
      read(`/namespaces/${space}`).then(
        (objects) => ({ space, objects, seen: true }),
        () => ({ space, objects: [], seen: false }),
      ),
    ),
  );
  const seen = each.filter((one) => one.seen).map(({ space }) => space);
  return {
    objects: each.flatMap(({ objects }) => objects),
    unseen: [seen.length === 0 ? `${kind}s (403)` : `${kind}s outside of ${inWords(seen)} (403)`],
  };
}

function reasonOf(error: unknown): string {
  const { status, message } = error as Partial<KubeError>;
  return status === undefined ? `${message}` : `${status}`;
}
