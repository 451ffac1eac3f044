// Finds the ingress gateway of a cluster and its address, for the output `endpoints`.
import { entryPort } from "../manifests/gateway";
import type { Manifest } from "../manifests/metadata";
import type { Cluster } from "../release/cluster";
import { meshNamespaceOf } from "../release/cluster-role";
import type { Release } from "../release/release";
import { exposureOf } from "./exposure";

/** The parts of a Kubernetes Service that say how clients outside the cluster reach it. */
export interface IngressService {
  readonly spec?: {
    readonly ports?: readonly { readonly port: number; readonly nodePort?: number }[];
  };
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
    };
  };
}

/**
 * The ingress gateway of a cluster: its Service as `<namespace>/<name>`, or its address.
 *
 * @returns undefined if the release has no gateway, or if its gateway has a `selector` and the
 * cluster no `ingress`
 */
export function ingressServiceOf(cluster: Cluster, { gateway }: Release): string | undefined {
  if (!gateway) return undefined;
  if (cluster.ingress !== undefined || gateway.selector) return cluster.ingress;
  // istioctl installs the gateway of the default selector there.
  return `${meshNamespaceOf(cluster)}/istio-ingressgateway`;
}

/**
 * The namespaces in which the pods of a cluster's gateways may run: the mesh's, that of the Service
 * which `ingress` names, and those of the release's Gateways.
 *
 * @param gateways the Gateways of the plan
 */
export function gatewayNamespaces(cluster: Cluster, gateways: readonly Manifest[]): string[] {
  if (gateways.length === 0) return [];
  const { ingress = "" } = cluster;
  const service = /^https?:/.test(ingress) ? [] : ingress.split("/").slice(0, -1);
  const own = gateways.flatMap(({ metadata }) => metadata.namespace ?? []);
  return [...new Set([meshNamespaceOf(cluster), ...service, ...own])];
}

/** The entrance of a release: a port of the ingress gateway's Service, and its protocol. */
export interface Entry {
  readonly scheme: "http" | "https" | "tcp";
  readonly port: number;
}

/**
 * The entrance of a release: the port for HTTP requests, or the port of the first TCP service if
 * the release exposes only TCP services.
 */
export function entryOf(release: Release): Entry {
  const exposed = Object.keys(release.services).flatMap((name) => exposureOf(release, name) ?? []);
  const [first, ...others] = exposed.map(({ port }) => port);
  if (first !== undefined && others.every((port) => port !== undefined))
    return { scheme: "tcp", port: first };
  const gateway = release.gateway ?? {};
  return { scheme: gateway.tls ? "https" : "http", port: entryPort(gateway) };
}

/**
 * The address of an ingress gateway: that of its load balancer, or its node port on the API
 * server's host if it has no load balancer. Every node answers on a node port, and the API server's
 * host is the only node whose address the program knows.
 *
 * @param entry the entrance of the release
 * @param apiServer host name of the cluster's API server
 * @returns undefined if the Service can't be reached from outside on that port
 */
export function ingressAddress(
  { spec, status }: IngressService,
  { scheme, port }: Entry,
  apiServer: string,
): string | undefined {
  const [entry] = status?.loadBalancer?.ingress ?? [];
  const balancer = entry?.ip || entry?.hostname;
  if (balancer) return url(scheme, balancer, port);
  const nodePort = spec?.ports?.find((candidate) => candidate.port === port)?.nodePort;
  return nodePort ? url(scheme, apiServer, nodePort) : undefined;
}

const usualPort: Readonly<Record<string, number>> = { http: 80, https: 443 };

function url(scheme: Entry["scheme"], host: string, port: number): string {
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return `${scheme}://${name}${port === usualPort[scheme] ? "" : `:${port}`}`;
}
