// Makes the Gateway of a release that uses one without making it.
import type { Release } from "../../model/release/release";
import type { GatewaySpec } from "../../model/istio/gateway-spec";
import type { Manifest } from "../../model/manifests/metadata";
import { portAtGateway } from "../oracle/declaration/ports";

/** The Gateway that a release names but does not make: another owner's, for every host. */
export function foreignGateway({
  gateway,
  namespace,
  services,
}: Release): (Manifest & { readonly spec: GatewaySpec })[] {
  if (gateway?.create !== false) return [];
  const tcp = Object.values(services).flatMap((service) => {
    const { expose } = service;
    const isTcp = typeof expose === "object" && portAtGateway(service).tcp;
    return isTcp && expose.port ? [expose.port] : [];
  });
  const server = (number: number, protocol: "HTTP" | "TCP") => ({
    port: { number, name: `${protocol.toLowerCase()}-${number}`, protocol },
    hosts: ["*"],
  });
  return [
    {
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata: {
        name: gateway.name ?? `${namespace}-gateway`,
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
