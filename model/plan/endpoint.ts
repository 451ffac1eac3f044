// Finds the ingress gateway of a cluster and its address, for the output `endpoints`.
import { entryPort } from "../manifests/gateway";
import type { Manifest } from "../manifests/metadata";
import type { Cluster } from "../release/cluster";
import { meshNamespaceOf } from "../release/cluster-role";
import type { DeclaredGateway } from "../release/gateways/declared";
import { ingressOf, isAddress } from "../release/gateways/ingress";
import type { Release } from "../release/release";
import type { ClusterPlan } from "./plan";
import { exposuresOf, isSameGateway, type ResolvedGateway } from "./exposure";

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
 * @returns undefined if the gateway has a `selector` and the cluster no `ingress`
 */
export function ingressServiceOf(
  cluster: Cluster,
  gateway: Pick<DeclaredGateway, "key" | "spec">,
): string | undefined {
  const way = ingressOf(cluster, gateway);
  if (way !== undefined || gateway.spec.selector) return way;
  // istioctl installs the gateway of the default selector there.
  return `${meshNamespaceOf(cluster)}/istio-ingressgateway`;
}

/**
 * The namespaces in which the pods of a cluster's gateways may run: the mesh's, those of the Services
 * which `ingress` names, those that the release says (`workload`), and those of its Gateways.
 *
 * @param gateways the Gateways of the plan
 */
export function gatewayNamespaces(
  { cluster, mesh }: Pick<ClusterPlan, "cluster" | "mesh">,
  gateways: readonly Manifest[],
): string[] {
  const { ingress = {} } = cluster;
  const ways = typeof ingress === "string" ? [ingress] : Object.values(ingress);
  const services = ways.filter((way) => !isAddress(way)).map((way) => way.split("/")[0] ?? "");
  const said = (mesh?.gateways ?? []).flatMap(({ gateway }) => gateway.workload?.namespace ?? []);
  const own = gateways.flatMap(({ metadata }) => metadata.namespace ?? []);
  return [...new Set([meshNamespaceOf(cluster), ...services, ...said, ...own])];
}

/** The entrance of a release: a port of the ingress gateway's Service, and its protocol. */
export interface Entry {
  readonly scheme: "http" | "https" | "tcp";
  readonly port: number;
}

/**
 * The entrance of a release at a gateway: the port for HTTP requests, or the port of the first TCP
 * service if the gateway leads only to TCP services.
 */
export function entryOf(release: Release, gateway: ResolvedGateway): Entry {
  const exposed = Object.keys(release.services)
    .flatMap((name) => exposuresOf(release, name))
    .filter((one) => isSameGateway(one.gateway, gateway));
  const [first, ...others] = exposed.map(({ port }) => port);
  if (first !== undefined && others.every((port) => port !== undefined))
    return { scheme: "tcp", port: first };
  return { scheme: gateway.spec.tls ? "https" : "http", port: entryPort(gateway.spec) };
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
