import * as http from "node:http";
import * as https from "node:https";
import { json } from "node:stream/consumers";
import type { Cluster } from "../../model/release/cluster";
import {
  entryOf,
  ingressAddress,
  ingressServiceOf,
  type IngressService,
} from "../../model/plan/endpoint";
import type { Release } from "../../model/release/release";
import { readCredentials, type Credentials } from "../../kubernetes/credentials";
import type { ApiServer } from "../../kubernetes/kubeconfig";

/** Milliseconds that the look-up may take: an address is good to know, and never worth a late or failed update. */
const patience = 3000;

/**
 * How the ingress gateway of a cluster is reached, for the output `endpoints`. The Service is read from here, and not as
 * a resource of the stack: there, a load balancer without an address yet would be an error, and every diff would list it.
 *
 * @returns an address, or what to set so that there is one
 */
export async function findIngress(
  cluster: Cluster,
  release: Release,
  server: ApiServer | undefined,
): Promise<string> {
  const service = ingressServiceOf(cluster, release);
  if (service && /^https?:/.test(service)) return service;
  const advice = `set ingress of cluster ${cluster.name} to its address, or to its Service <namespace>/<name>`;
  if (!service) return `unknown: ${advice}`;
  const credentials = server && !server.proxied ? readCredentials(server) : undefined;
  if (!server || !credentials)
    return `unknown: the kubeconfig holds no credentials that could be used to look up ${service}; ${advice}`;
  const [namespace, name] = service.split("/");
  const path = `/api/v1/namespaces/${namespace}/services/${name}`;
  try {
    const servername = server.entry["tls-server-name"];
    const found = await read<IngressService>(below(server.url, path), {
      ...credentials,
      ...(servername !== undefined && { servername }),
    });
    const address = ingressAddress(found, entryOf(release), server.url.hostname);
    return (
      address ?? `unknown: ${service} has no load balancer's address and no node port; ${advice}`
    );
  } catch (error) {
    return `unknown: ${service}: ${(error as Error).message}; ${advice}`;
  }
}

/** An API server may stand below a path of its host, as Rancher's do. */
function below(server: URL, path: string): URL {
  return new URL(server.pathname.replace(/\/$/, "") + path, server);
}

/** @throws Error that says what the API server answered instead */
async function read<T>(
  url: URL,
  { token, ...tls }: Credentials & { readonly servername?: string },
): Promise<T> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const { get } = url.protocol === "http:" ? http : https;
  const answer = await new Promise<http.IncomingMessage>((done, fail) => {
    const request = get(url, { ...tls, headers, timeout: patience }, done);
    request.once("timeout", () => request.destroy(new Error("the API server is slow to answer")));
    request.once("error", fail);
  });
  if (answer.statusCode === 200) return (await json(answer)) as T;
  answer.resume();
  throw new Error(`the API server answers ${answer.statusCode}`);
}
