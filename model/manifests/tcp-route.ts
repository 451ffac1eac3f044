// Writes the branches of a TCP service as TCP routes; virtual-service.ts collects them.
import type { PortBranch } from "../routes/port-branches";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import { originGateway } from "./http-match";
import { destination } from "./http-route";
import type { RouteArgs } from "./route-args";

type TcpRoute = NonNullable<VirtualServiceSpec["tcp"]>[number];

/**
 * One branch as a TCP route of the service's VirtualService. Its conditions can be only the port
 * and the caller of a connection; the gateway and the mesh listen on ports of their own.
 */
export function tcpRoute(args: RouteArgs, one: PortBranch): TcpRoute {
  const { shares, match } = one.branch;
  const { gateway } = args;
  const { port } = one.port;
  const sourceLabels = match?.sourceLabels && { sourceLabels: { ...match.sourceLabels } };
  const mesh = { port, ...sourceLabels };
  const matches = gateway
    ? (["gateway", "mesh"] as const)
        .filter((from) => (match?.from ?? from) === from)
        .filter((from) => from === "mesh" || (one.gateway && !sourceLabels))
        .map((from) => ({
          ...(from === "mesh" ? mesh : { port: gateway.port ?? port }),
          gateways: [originGateway(gateway, from)],
        }))
    : [mesh];
  return {
    match: matches,
    route: shares.map(({ version, weight }) => ({
      destination: destination(args, port, version),
      ...(shares.length > 1 && { weight }),
    })),
  };
}
