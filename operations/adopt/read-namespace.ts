import { gatewayNames } from "./gateway";
import type { Live, LiveCluster } from "./live";
import type { Cluster } from "../../model/release/cluster";
import type { LiveObject } from "../../model/live-object";
import type { GatewayManifest } from "../../model/manifests/gateway";
import type { PeerAuthenticationManifest } from "../../model/manifests/traffic-policy";
import { KubeError, type KubeClient } from "../../kubernetes/client";
import { listPath, objectPath } from "../../kubernetes/object-path";

/** Where a whole mesh's PeerAuthentication stands, unless its mesh config says otherwise. */
const rootNamespace = "istio-system";

const networking = "networking.istio.io/v1";
const security = "security.istio.io/v1";

/**
 * What runs in a namespace of a cluster, and what of the mesh leads there.
 *
 * @throws Error that says what is missing or can't be read
 */
export async function namespaceContents(
  client: KubeClient,
  cluster: Cluster,
  namespace: string,
): Promise<LiveCluster> {
  const list = <T extends LiveObject>(apiVersion: string, kind: string) =>
    objects<T>(client, { apiVersion, kind, namespace });
  const [space, services, deployments, destinationRules, virtualServices, pods, policies] =
    await Promise.all([
      readNamespace(client, namespace),
      list<LiveCluster["services"][number]>("v1", "Service"),
      list<LiveCluster["deployments"][number]>("apps/v1", "Deployment"),
      list<LiveCluster["destinationRules"][number]>(networking, "DestinationRule"),
      list<LiveCluster["virtualServices"][number]>(networking, "VirtualService"),
      list<LiveCluster["pods"][number]>("v1", "Pod"),
      list<LiveCluster["peerAuthentications"][number]>(security, "PeerAuthentication"),
    ]);
  const names = [...new Set(virtualServices.flatMap(gatewayNames))];
  const gateways = await Promise.all(names.map((name) => readGateway(client, name)));
  const meshMtls = await wholeMesh(client);
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
    ...(meshMtls !== undefined && { meshMtls }),
  };
}

/** Items of a list come without what they are. */
async function objects<T extends LiveObject>(
  client: KubeClient,
  { apiVersion, kind, namespace }: { apiVersion: string; kind: string; namespace: string },
): Promise<T[]> {
  const path = listPath({ apiVersion, kind, metadata: { namespace } });
  try {
    return (await client.list<T>(path)).map((one) => ({ ...one, apiVersion, kind }));
  } catch (error) {
    // A cluster without Istio's kinds is a remote one.
    if (error instanceof KubeError && error.status === 404) return [];
    throw explained(error, kind);
  }
}

async function readNamespace(client: KubeClient, name: string): Promise<LiveObject> {
  const type = { apiVersion: "v1", kind: "Namespace" };
  const found = await client
    .get<LiveObject>(objectPath({ ...type, metadata: { name } }))
    .catch((error: unknown) => {
      throw explained(error, "Namespace");
    });
  if (found) return { ...found, ...type };
  throw new Error(`it has no namespace ${name}`);
}

async function readGateway(
  client: KubeClient,
  reference: string,
): Promise<Live<GatewayManifest> | undefined> {
  const [namespace = "", name = ""] = reference.split("/");
  const type = { apiVersion: networking, kind: "Gateway" };
  const path = objectPath({ ...type, metadata: { name, namespace } });
  return client.get<Live<GatewayManifest>>(path).catch((error: unknown) => {
    throw explained(error, "Gateway");
  });
}

/** What the mesh demands as a whole; not known where its root namespace may not be read. */
async function wholeMesh(client: KubeClient): Promise<string | undefined> {
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

function explained(error: unknown, kind: string): Error {
  if (!(error instanceof KubeError)) return error as Error;
  const why =
    error.status === 403
      ? `the kubeconfig's user may not read objects of kind ${kind} (403): grant the verbs get and list`
      : `can't read objects of kind ${kind}: the API server answers ${error.status}: ${error.message}`;
  return new Error(why, { cause: error });
}
