// Writes the routes of TLS that a gateway passes on as TLS routes; virtual-service.ts collects them.
import { isForMesh } from "../routes/alternatives";
import type { PortBranch } from "../routes/port-branches";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import { destination } from "./http-route";
import type { RouteArgs } from "./route-args";

type TlsRoute = NonNullable<VirtualServiceSpec["tls"]>[number];

/**
 * The branch that takes the connections of gateways which pass TLS on, as far as some do. There is
 * one, because nothing but the host tells such connections apart there: istiod skips a later route
 * with the same hosts, and counts it as rejected (`buildGatewayNetworkFiltersFromTLSRoutes` in its
 * pilot/pkg/networking/core/gateway.go).
 */
export function passedBranch(branches: readonly PortBranch[]): PortBranch | undefined {
  return branches.find(
    ({ gateways, branch: { match = [{}] } }) =>
      gateways.some(({ sni }) => sni) && match.some((one) => !isForMesh(one)),
  );
}

/** That branch as a TLS route. Inside the mesh the service takes connections by its TCP routes. */
export function tlsRoute(args: RouteArgs, { branch, port, gateways }: PortBranch): TlsRoute {
  const { shares } = branch;
  return {
    match: gateways
      .filter(({ sni }) => sni)
      .map(({ name, hosts }) => ({ sniHosts: [...hosts], gateways: [name] })),
    route: shares.map(({ version, weight }) => ({
      destination: destination(args, port.port, version),
      ...(shares.length > 1 && { weight }),
    })),
  };
}
