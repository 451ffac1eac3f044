// Writes the branches of a TCP service as TCP routes; virtual-service.ts collects them.
import { routeGateways } from "../routes/branches";
import type { PortBranch } from "../routes/port-branches";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import { destination } from "./http-route";
import type { RouteArgs } from "./route-args";

type TcpRoute = NonNullable<VirtualServiceSpec["tcp"]>[number];

/** Whether some connections take a branch that are no TLS which a gateway passes on. */
export function actsOutsideTls({ branch: { match }, gateways }: PortBranch): boolean {
  return match?.from !== "gateway" || gateways.length === 0 || gateways.some(({ sni }) => !sni);
}

/**
 * One branch as a TCP route of the service's VirtualService. Its conditions can be only the port
 * and the caller of a connection; the gateway and the mesh listen on ports of their own.
 */
export function tcpRoute(args: RouteArgs, one: PortBranch): TcpRoute {
  const { shares, match } = one.branch;
  const { port } = one.port;
  const sourceLabels = match?.sourceLabels && { sourceLabels: { ...match.sourceLabels } };
  const { from } = match ?? {};
  const atGateways = from === "mesh" || sourceLabels ? [] : one.gateways.filter(({ sni }) => !sni);
  const inMesh = { port, ...sourceLabels };
  const matches =
    routeGateways(args).length === 0
      ? [inMesh]
      : [
          ...atGateways.map(({ name, port: own = port }) => ({ port: own, gateways: [name] })),
          ...(from === "gateway" ? [] : [{ ...inMesh, gateways: ["mesh"] }]),
        ];
  return {
    match: matches,
    route: shares.map(({ version, weight }) => ({
      destination: destination(args, port, version),
      ...(shares.length > 1 && { weight }),
    })),
  };
}
