import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/**
 * Address of an ingress gateway's Service: its load balancer's, or its node port on the API server's host where there is
 * no load balancer.
 *
 * @param name Pulumi name of the lookup
 * @param service the Service, as `<namespace>/<name>`
 * @param apiServer host name of the cluster's API server
 * @param port the port that the release's Gateway serves
 */
export function lookUpEndpoint(
  name: string,
  service: string,
  apiServer: pulumi.Input<string | undefined>,
  port: number,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const found = k8s.core.v1.Service.get(name, service, opts);
  return pulumi
    .all([found.spec, found.status, apiServer])
    .apply(([spec, status, host]) => endpoint(spec, status, host, port));
}

interface Entry {
  readonly ip?: string;
  readonly hostname?: string;
}

/** @returns the address, or why there is none */
export function endpoint(
  spec: { readonly ports?: readonly { readonly port: number; readonly nodePort?: number }[] },
  status: { readonly loadBalancer?: { readonly ingress?: readonly Entry[] } } | undefined,
  apiServer: string | undefined,
  port: number,
): string {
  const [entry] = status?.loadBalancer?.ingress ?? [];
  const address = entry?.ip || entry?.hostname;
  if (address) return url(address, port);
  const nodePort = spec.ports?.find((candidate) => candidate.port === port)?.nodePort;
  if (nodePort && apiServer) return url(apiServer, nodePort);
  return `none: the ingress gateway's Service has neither a load balancer's address nor a node port for ${port}`;
}

function url(host: string, port: number): string {
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return `http://${name}${port === 80 ? "" : `:${port}`}`;
}
