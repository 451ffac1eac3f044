/**
 * Reads what an adoption looks at in a namespace of a cluster, and what of the mesh leads there.
 */
import { gatewayNames } from "./decide/gateway";
import type { Live, LiveCluster } from "./decide/live";
import type { Cluster } from "../../model/release/cluster";
import { meshNamespaceOf } from "../../model/release/cluster-role";
import type { LiveObject } from "../../model/live-object";
import type { GatewayManifest } from "../../model/manifests/gateway";
import type { PeerAuthenticationManifest } from "../../model/manifests/traffic-policy";
import { KubeError } from "../../kubernetes/client";
import { listPath, objectPath } from "../../kubernetes/object-path";
import { readError } from "../../kubernetes/read-error";
import type { ClusterApi } from "../cluster-api";

type Client = Pick<ClusterApi, "get" | "list">;

/** A cluster and a client for it. */
export interface ConnectedCluster {
  readonly cluster: Cluster;
  readonly client: ClusterApi;
}

const networking = "networking.istio.io/v1";
const security = "security.istio.io/v1";

/**
 * Reads a namespace in all clusters at once.
 *
 * @throws Error that names the cluster and says what is missing or can't be read
 */
export function readNamespaces(
  clusters: readonly ConnectedCluster[],
  namespace: string,
): Promise<LiveCluster[]> {
  return Promise.all(
    clusters.map(({ cluster, client }) =>
      readNamespace(client, cluster, namespace).catch((error: Error) => {
        throw new Error(`cluster ${cluster.name}: ${error.message}`, { cause: error });
      }),
    ),
  );
}

/**
 * What runs in a namespace of a cluster, and what of the mesh leads there.
 *
 * @throws Error that says what is missing or can't be read
 */
export async function readNamespace(
  client: Client,
  cluster: Cluster,
  namespace: string,
): Promise<LiveCluster> {
  const list = <T extends LiveObject>(apiVersion: string, kind: string) =>
    objects<T>(client, { apiVersion, kind, namespace });
  const [
    space,
    services,
    deployments,
    destinationRules,
    virtualServices,
    pods,
    policies,
    autoscalers,
    disruptionBudgets,
  ] = await Promise.all([
    namespaceObject(client, namespace),
    list<LiveCluster["services"][number]>("v1", "Service"),
    list<LiveCluster["deployments"][number]>("apps/v1", "Deployment"),
    list<LiveCluster["destinationRules"][number]>(networking, "DestinationRule"),
    list<LiveCluster["virtualServices"][number]>(networking, "VirtualService"),
    list<LiveCluster["pods"][number]>("v1", "Pod"),
    list<LiveCluster["peerAuthentications"][number]>(security, "PeerAuthentication"),
    list<LiveCluster["autoscalers"][number]>("autoscaling/v2", "HorizontalPodAutoscaler"),
    list<LiveCluster["disruptionBudgets"][number]>("policy/v1", "PodDisruptionBudget"),
  ]);
  const names = [...new Set(virtualServices.flatMap(gatewayNames))];
  const gateways = await Promise.all(names.map((name) => readGateway(client, name)));
  const meshMtls = await wholeMesh(client, meshNamespaceOf(cluster));
  return {
    cluster,
    namespace: space,
    services,
    deployments,
    destinationRules,
    virtualServices,
    pods,
    gateways: gateways.filter((one) => one !== undefined),
    peerAuthentications: policies,
    autoscalers,
    disruptionBudgets,
    ...(meshMtls !== undefined && { meshMtls }),
  };
}

/** The objects of a kind; items of a list come without their apiVersion and kind. */
async function objects<T extends LiveObject>(
  client: Client,
  { apiVersion, kind, namespace }: { apiVersion: string; kind: string; namespace: string },
): Promise<T[]> {
  const path = listPath({ apiVersion, kind, metadata: { namespace } });
  try {
    return (await client.list<T>(path)).map((one) => ({ ...one, apiVersion, kind }));
  } catch (error) {
    // A cluster without Istio's kinds is a remote one.
    if (error instanceof KubeError && error.status === 404) return [];
    throw readError(error, { apiVersion, kind, metadata: { namespace } });
  }
}

async function namespaceObject(client: Client, name: string): Promise<LiveObject> {
  const type = { apiVersion: "v1", kind: "Namespace" };
  const found = await client
    .get<LiveObject>(objectPath({ ...type, metadata: { name } }))
    .catch((error: unknown) => {
      throw readError(error, { ...type, metadata: {} });
    });
  if (found) return { ...found, ...type };
  throw new Error(`it has no namespace ${name}`);
}

async function readGateway(
  client: Client,
  reference: string,
): Promise<Live<GatewayManifest> | undefined> {
  const [namespace = "", name = ""] = reference.split("/");
  const type = { apiVersion: networking, kind: "Gateway" };
  const path = objectPath({ ...type, metadata: { name, namespace } });
  return client.get<Live<GatewayManifest>>(path).catch((error: unknown) => {
    throw readError(error, { ...type, metadata: { namespace } });
  });
}

/**
 * The mTLS mode of the mesh as a whole; undefined where the user may not read its root namespace.
 */
async function wholeMesh(client: Client, rootNamespace: string): Promise<string | undefined> {
  const type = { apiVersion: security, kind: "PeerAuthentication" };
  try {
    const found = await client.list<PeerAuthenticationManifest>(
      listPath({ ...type, metadata: { namespace: rootNamespace } }),
    );
    return found.find(({ spec }) => !spec.selector)?.spec.mtls?.mode;
  } catch (error) {
    if (error instanceof KubeError && [403, 404].includes(error.status)) return undefined;
    throw error;
  }
}
