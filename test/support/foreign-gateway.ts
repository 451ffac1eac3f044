// Makes the Gateway of a release that uses one without making it.
import type { GatewaySpec as DeclaredSpec } from "../../model/release/gateway";
import type { Release } from "../../model/release/release";
import type { GatewaySpec } from "../../model/istio/gateway-spec";
import type { Manifest } from "../../model/manifests/metadata";
import { gatewaysOf, waysOf } from "../oracle/declaration/entry";
import { portsOf } from "../oracle/declaration/ports";

/** The Services of others to which shares of a release go, with all ports of the release. */
export function foreignServices({ services }: Release) {
  const specs = Object.values(services);
  const ports = [
    ...new Set([8443, ...specs.flatMap((spec) => portsOf(spec).map(({ port }) => port))]),
  ];
  const hosts = specs.flatMap(({ outside = {} }) =>
    Object.values(outside).flatMap(({ host, external }) => (external ? [] : [host])),
  );
  return [...new Set(hosts)].map((host) => {
    const [name = "", namespace] = host.split(".");
    const spec = { selector: {}, ports: ports.map((port) => ({ name: `http-${port}`, port })) };
    return { kind: "Service", metadata: { name, namespace }, spec };
  });
}

/** The Gateway that a release names but does not make: another owner's, for every host. */
export function foreignGateway(release: Release): (Manifest & { readonly spec: GatewaySpec })[] {
  return gatewaysOf(release)
    .filter(({ spec }) => spec.create === false)
    .flatMap(({ key = "gateway", spec }) => {
      const name = spec.name ?? `${release.namespace}-${key}`;
      return made(release, { ...spec, name });
    });
}

function made(release: Release, gateway: DeclaredSpec & { readonly name: string }) {
  const { namespace } = release;
  const tcp = waysOf(release, "tcp").flatMap(({ gateway: spec, port }) =>
    spec.create === false && port !== undefined ? [port] : [],
  );
  const server = (number: number, protocol: "HTTP" | "TCP") => ({
    port: { number, name: `${protocol.toLowerCase()}-${number}`, protocol },
    hosts: ["*"],
  });
  return [
    {
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata: {
        name: gateway.name,
        namespace: gateway.namespace ?? namespace,
      },
      spec: {
        selector: gateway.selector ?? { istio: "ingressgateway" },
        servers: [
          server(gateway.port ?? 80, "HTTP"),
          ...tcp.map((number) => server(number, "TCP")),
        ],
      },
    },
  ];
}
