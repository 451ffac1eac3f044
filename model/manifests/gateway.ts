import type { Manifest } from "./metadata";
import type { GatewaySpec as IstioGatewaySpec } from "../istio/gateway-spec";
import { gatewayName } from "../names";
import type { GatewaySpec } from "../release";

/** What decides the Gateway. */
export interface GatewayArgs {
  readonly namespace: string;
  readonly gateway: GatewaySpec;
}

export interface GatewayManifest extends Manifest {
  readonly spec: IstioGatewaySpec;
}

/** The Gateway: which hosts the ingress gateway's pods serve, on which port. */
export function gatewayManifest({ namespace, gateway }: GatewayArgs): GatewayManifest {
  const number = gateway.port ?? 80;
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "Gateway",
    metadata: { name: gatewayName({ namespace, gateway }), namespace },
    spec: {
      selector: { ...(gateway.selector ?? { istio: "ingressgateway" }) },
      servers: [
        {
          port: { number, name: `http-${number}`, protocol: "HTTP" },
          hosts: [...(gateway.hosts ?? ["*"])],
        },
      ],
    },
  };
}
