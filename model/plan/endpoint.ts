/** How the ingress gateway of a cluster is found and called, for the output `endpoints`. */
import { entryPort } from "../manifests/gateway";
import { meshNamespaceOf, type Cluster } from "../release/cluster";
import type { Release } from "../release/release";
import { exposureOf } from "./exposure";

/** As much of a Kubernetes Service as says how to reach it from outside. */
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
 * How the ingress gateway of a cluster is found: its Service as `<namespace>/<name>`, or its address.
 *
 * @returns undefined if neither the cluster nor the default says it, or if the release has no gateway
 */
export function ingressServiceOf(cluster: Cluster, { gateway }: Release): string | undefined {
  if (!gateway) return undefined;
  if (cluster.ingress !== undefined || gateway.selector) return cluster.ingress;
  // Where istioctl puts the gateway that the default selector means.
  return `${meshNamespaceOf(cluster)}/istio-ingressgateway`;
}

/** Where a release is entered: a port of the ingress gateway's Service and what is spoken there. */
export interface Entry {
  readonly scheme: "http" | "https" | "tcp";
  readonly port: number;
}

/** The port of a release's gateway: that of its requests, or of its first TCP service where it lets in nothing else. */
export function entryOf(release: Release): Entry {
  const exposed = Object.keys(release.services).flatMap((name) => exposureOf(release, name) ?? []);
  const [first, ...others] = exposed.map(({ port }) => port);
  if (first !== undefined && others.every((port) => port !== undefined))
    return { scheme: "tcp", port: first };
  const gateway = release.gateway ?? {};
  return { scheme: gateway.tls ? "https" : "http", port: entryPort(gateway) };
}

/**
 * Address of an ingress gateway: its load balancer's, or its node port on the API server's host where there is no load
 * balancer. Every node answers on a node port; the API server's is the one whose address is known.
 *
 * @param entry where the release is entered
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
