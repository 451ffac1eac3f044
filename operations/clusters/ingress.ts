/** Looks up how the ingress gateway of a cluster is reached, for the output `endpoints`. */
import type { Release } from "../../model/release/release";
import {
  entryOf,
  ingressAddress,
  ingressServiceOf,
  type IngressService,
} from "../../model/plan/endpoint";
import { isAddress } from "../../model/release/gateways/ingress";
import type { ResolvedGateway } from "../../model/plan/exposure";
import { KubeError } from "../../kubernetes/client";
import { systemClock, type Clock } from "../clock";
import type { ClusterApi } from "../cluster-api";
import { inTime } from "../deadline";
import type { ReachedCluster } from "./reached";

/**
 * Milliseconds that the look-up may take: an address is good to know, and never worth a late or
 * failed update.
 */
const timeoutMs = 3000;

/**
 * Finds the address of one ingress gateway of a cluster. This program reads its Service itself, and not
 * as a resource of the stack: there, a load balancer without an address yet would be an error, and
 * every diff would list it.
 *
 * @returns an address, or a sentence that says what to set so that there is one
 */
export async function findIngress(
  {
    cluster,
    server,
    client,
    noClient = "the program has no client for this cluster",
  }: Pick<ReachedCluster, "cluster" | "client" | "noClient"> &
    Partial<Pick<ReachedCluster, "server">>,
  release: Release,
  gateway: ResolvedGateway,
  clock: Clock = systemClock,
): Promise<string> {
  const service = ingressServiceOf(cluster, gateway);
  if (service && isAddress(service)) return service;
  const place = gateway.key === undefined ? "ingress" : `ingress.${gateway.key}`;
  const advice = `set ${place} of cluster ${cluster.name} to its address, or to its Service <namespace>/<name>`;
  if (!service) return `unknown: ${advice}`;
  if (!server || !client) return `unknown: ${service}: ${noClient}; ${advice}`;
  try {
    const found = await inTime(readService(client, service), {
      ...{ limitMs: timeoutMs, clock },
      late: "the API server is slow to answer",
    });
    const address = ingressAddress(found, entryOf(release, gateway), server.url.hostname);
    return (
      address ?? `unknown: ${service} has no load balancer's address and no node port; ${advice}`
    );
  } catch (error) {
    return `unknown: ${service}: ${(error as Error).message}; ${advice}`;
  }
}

/** @throws Error that says what the API server answered instead */
async function readService(
  client: Pick<ClusterApi, "get">,
  service: string,
): Promise<IngressService> {
  const [namespace, name] = service.split("/");
  const path = `/api/v1/namespaces/${namespace}/services/${name}`;
  const found = await client.get<IngressService>(path).catch((error: Error) => {
    if (!(error instanceof KubeError)) throw error;
    throw new Error(`the API server answers ${error.status}`, { cause: error });
  });
  if (!found) throw new Error("the API server answers 404");
  return found;
}
