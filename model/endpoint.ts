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
 * Address of an ingress gateway: its load balancer's, or its node port on the API server's host where there is no load
 * balancer. Every node answers on a node port; the API server's is the one whose address is known.
 *
 * @param port the port that the release's Gateway serves
 * @param apiServer host name of the cluster's API server
 * @returns undefined if the Service can't be reached from outside on that port
 */
export function ingressAddress(
  { spec, status }: IngressService,
  port: number,
  apiServer: string,
): string | undefined {
  const [entry] = status?.loadBalancer?.ingress ?? [];
  const balancer = entry?.ip || entry?.hostname;
  if (balancer) return url(balancer, port);
  const nodePort = spec?.ports?.find((candidate) => candidate.port === port)?.nodePort;
  return nodePort ? url(apiServer, nodePort) : undefined;
}

function url(host: string, port: number): string {
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return `http://${name}${port === 80 ? "" : `:${port}`}`;
}
