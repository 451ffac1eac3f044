// Makes the Gateway of a release, which opens hosts and ports on the ingress gateway.
import { gatewayKey, kinds } from "../kinds";
import type { Manifest } from "./metadata";
import type { GatewaySpec as IstioGatewaySpec } from "../istio/gateway-spec";
import {
  certificatesOf,
  passesOn,
  servedHosts,
  type Certificate,
} from "../release/gateways/declared";
import { gatewayName, gatewayNamespace } from "../release/names";
import type { GatewaySpec } from "../release/gateway";

/** The arguments of the Gateway. */
export interface GatewayArgs {
  /** The release's namespace. */
  readonly namespace: string;
  readonly gateway: GatewaySpec;
  /** Its name among several gateways. @default the release has only this one */
  readonly key?: string;
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
  const { namespace, gateway, key, bindable, http = true, tcp = [] } = args;
  const scoped = (hosts: readonly string[]): string[] =>
    bindable ? hosts.flatMap((host) => bindable.map((space) => `${space}/${host}`)) : [...hosts];
  return {
    apiVersion: kinds.Gateway.apiVersion,
    kind: "Gateway",
    metadata: {
      name: gatewayName({ namespace, gateway }),
      namespace: gatewayNamespace({ namespace, gateway }),
      ...(key !== undefined && { annotations: { [gatewayKey]: key } }),
    },
    spec: {
      selector: { ...(gateway.selector ?? { istio: "ingressgateway" }) },
      servers: [
        ...(http ? httpServers(gateway, scoped) : []),
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

/**
 * One server for each certificate: all have one port, and the ingress gateway chooses by the host
 * that a caller names when it connects
 * (https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/#configure-a-tls-ingress-gateway-for-multiple-hosts).
 */
function httpServers(
  gateway: GatewaySpec,
  scoped: (hosts: readonly string[]) => string[],
): Server[] {
  const number = entryPort(gateway);
  const certificates = certificatesOf(gateway);
  if (certificates.length === 0)
    return [
      {
        port: { number, name: `http-${number}`, protocol: "HTTP" },
        hosts: scoped(servedHosts(gateway)),
      },
    ];
  const redirected = certificates.filter(({ redirect }) => redirect).flatMap(({ hosts }) => hosts);
  const names = serverNames(number, certificates);
  return [
    ...certificates.map((one, i) => {
      const { credentialName, mode = "SIMPLE", minVersion = "1.2", hosts } = one;
      if (passesOn(one))
        return {
          port: { number, name: names[i] ?? "", protocol: "TLS" },
          hosts: scoped(hosts),
          tls: { mode: "PASSTHROUGH" as const },
        };
      return {
        port: { number, name: names[i] ?? "", protocol: "HTTPS" },
        hosts: scoped(hosts),
        tls: {
          mode,
          ...(credentialName !== undefined && { credentialName }),
          minProtocolVersion: protocolVersions[minVersion],
        },
      };
    }),
    ...(redirected.length > 0
      ? [
          {
            port: { number: 80, name: "http-80", protocol: "HTTP" },
            hosts: scoped(redirected),
            tls: { httpsRedirect: true },
          },
        ]
      : []),
  ];
}

/**
 * The names of servers, which are unique in the Gateway. The name of a certificate makes that of its
 * server, so it stays when hosts or the order of the list change: istiod names the routes of a server
 * after it, and connections that are open when the name goes get 404 (`buildGatewayHTTPRouteConfig`
 * in istiod's pilot/pkg/networking/core/gateway.go has no routes for a name that is gone, while
 * Envoy drains the server's connections). It has no dots, because a rule on a gateway's routes reads the
 * names of port and Gateway out of a text with dots (`ParseGatewayRDSRouteName` in istiod's
 * pilot/pkg/model/gateway.go).
 */
function serverNames(port: number, certificates: readonly Certificate[]): string[] {
  const taken = new Map<string, number>();
  return certificates.map((one) => {
    const { hosts, credentialName = hosts[0] ?? "", own } = one;
    const protocol = passesOn(one) ? "tls" : "https";
    const tail = credentialName.replaceAll(/[^A-Za-z0-9-]/g, "-");
    const name = own ? `${protocol}-${port}-${tail}` : `${protocol}-${port}`;
    const before = taken.get(name) ?? 0;
    taken.set(name, before + 1);
    return before === 0 ? name : `${name}-${before + 1}`;
  });
}
