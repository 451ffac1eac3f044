// Writes the branches of a TCP service as TCP routes; virtual-service.ts collects them.
import { routeGateways } from "../routes/branches";
import type { PortBranch } from "../routes/port-branches";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import { looksAtCaller } from "../routes/alternatives";
import type { BranchMatch } from "../routes/branch";
import { destination } from "./http-route";
import type { RouteArgs } from "./route-args";

type TcpRoute = NonNullable<VirtualServiceSpec["tcp"]>[number];
type TcpMatch = NonNullable<TcpRoute["match"]>[number];

/** Whether some connections take a branch that are no TLS which a gateway passes on. */
export function actsOutsideTls({ branch: { match }, gateways }: PortBranch): boolean {
  const atGateways = match !== undefined && match.every(({ from }) => from === "gateway");
  return !atGateways || gateways.length === 0 || gateways.some(({ sni }) => !sni);
}

/**
 * One branch as a TCP route of the service's VirtualService. Its conditions can be only the port
 * and the caller of a connection; the gateway and the mesh listen on ports of their own.
 */
export function tcpRoute(args: RouteArgs, one: PortBranch): TcpRoute {
  const { shares, match = [{}] } = one.branch;
  const { port } = one.port;
  return {
    match: match.flatMap((each) => tcpMatches(args, one, each)),
    route: shares.map(({ version, weight }) => ({
      destination: destination(args, port, version),
      ...(shares.length > 1 && { weight }),
    })),
  };
}

function tcpMatches(args: RouteArgs, one: PortBranch, match: BranchMatch): TcpMatch[] {
  const { from, sourceLabels, sourceNamespace } = match;
  const { port } = one.port;
  const inMesh: TcpMatch = {
    port,
    ...(sourceLabels && { sourceLabels: { ...sourceLabels } }),
    ...(sourceNamespace !== undefined && { sourceNamespace }),
  };
  if (routeGateways(args).length === 0) return [inMesh];
  const atGateways =
    from === "mesh" || looksAtCaller(match) ? [] : one.gateways.filter(({ sni }) => !sni);
  return [
    ...atGateways.map(({ name, port: own = port }) => ({ port: own, gateways: [name] })),
    ...(from === "gateway" ? [] : [{ ...inMesh, gateways: ["mesh"] }]),
  ];
}
