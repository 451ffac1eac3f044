// Makes the Gateway of a release, which opens hosts and ports on the ingress gateway.
import { kinds } from "../kinds";
import type { Manifest } from "./metadata";
import type { GatewaySpec as IstioGatewaySpec } from "../istio/gateway-spec";
import { gatewayName, gatewayNamespace } from "../release/names";
import type { GatewaySpec } from "../release/release";

/** The arguments of the Gateway. */
export interface GatewayArgs {
  /** The release's namespace. */
  readonly namespace: string;
  readonly gateway: GatewaySpec;
  /** Namespaces whose VirtualServices may take its hosts. @default every namespace */
  readonly bindable?: readonly string[];
  /** Whether it serves HTTP requests. @default true */
  readonly http?: boolean;
  /** Ports for TCP connections, each to the service of one host. @default none */
  readonly tcp?: readonly { readonly port: number; readonly hosts: readonly string[] }[];
}

export interface GatewayManifest extends Manifest {
  readonly spec: IstioGatewaySpec;
}

type Server = NonNullable<IstioGatewaySpec["servers"]>[number];

/** The Gateway: the hosts that the ingress gateway's pods serve, and their ports. */
export function gatewayManifest(args: GatewayArgs): GatewayManifest {
  const { namespace, gateway, bindable, http = true, tcp = [] } = args;
  const scoped = (hosts: readonly string[]): string[] =>
    bindable ? hosts.flatMap((host) => bindable.map((space) => `${space}/${host}`)) : [...hosts];
  return {
    apiVersion: kinds.Gateway.apiVersion,
    kind: "Gateway",
    metadata: {
      name: gatewayName({ namespace, gateway }),
      namespace: gatewayNamespace({ namespace, gateway }),
    },
    spec: {
      selector: { ...(gateway.selector ?? { istio: "ingressgateway" }) },
      servers: [
        ...(http ? httpServers(gateway, scoped(gateway.hosts ?? ["*"])) : []),
        ...tcp.map(({ port, hosts }) => ({
          port: { number: port, name: `tcp-${port}`, protocol: "TCP" },
          hosts: scoped(hosts),
        })),
      ],
    },
  };
}

/** Port of the ingress gateway's Service that leads to the release's Gateway. */
export function entryPort({ port, tls }: GatewaySpec): number {
  return port ?? (tls ? 443 : 80);
}

const protocolVersions = { "1.2": "TLSV1_2", "1.3": "TLSV1_3" } as const;

function httpServers(gateway: GatewaySpec, hosts: string[]): Server[] {
  const number = entryPort(gateway);
  const { tls } = gateway;
  if (!tls) return [{ port: { number, name: `http-${number}`, protocol: "HTTP" }, hosts }];
  const { credentialName, mode = "SIMPLE", minVersion = "1.2", redirect } = tls;
  return [
    {
      port: { number, name: `https-${number}`, protocol: "HTTPS" },
      hosts,
      tls: { mode, credentialName, minProtocolVersion: protocolVersions[minVersion] },
    },
    ...(redirect
      ? [
          {
            port: { number: 80, name: "http-80", protocol: "HTTP" },
            hosts,
            tls: { httpsRedirect: true },
          },
        ]
      : []),
  ];
}
