// The branches of each port of a service: all ports follow the same weights, each as far as its
// protocol allows.
import { isHttp, type ServicePort } from "../release/ports";
import type { Protocol } from "../release/release";
import type { Branch, BranchMatch } from "./branch";
import { branches, routeGateways, type RouteGateway, type TrafficArgs } from "./branches";
import { httpMatchKeys } from "./match-fields";

/** A port to which routes lead. */
export type RoutePort = Pick<ServicePort, "name" | "port" | "protocol">;

/** The ports of a service: all of them, or the one of a service with one. */
export interface PortArgs {
  /** Port of a Service with one, 1 to 65535. */
  readonly port?: number;
  /** The protocol of that port. @default "http" */
  readonly protocol?: Protocol;
  /** Ports of a Service with several, in the order of their declaration. @default that port */
  readonly ports?: readonly RoutePort[];
}

/** One case of the traffic of one port. */
export interface PortBranch {
  /** The case; with several ports, its name begins with the port's name. */
  readonly branch: Branch;
  readonly port: RoutePort;
  /** Whether it takes only requests to this port: a service with one port need not say so. */
  readonly oneOfMany: boolean;
  /** The Gateways that lead to this port, with an entry for each way. */
  readonly gateways: readonly RouteGateway[];
}

/** The ports to which routes lead; none, where a broken declaration says no port (GR170). */
export function routePorts({ ports, port, protocol = "http" }: PortArgs): readonly RoutePort[] {
  if (ports || port === undefined) return ports ?? [];
  return [{ name: `${protocol}-${port}`, port, protocol }];
}

/**
 * The branches of all ports, port by port. The order of ports has no meaning for proxies, because a
 * request has one port. Users with a cookie stay on one version on all ports, because a cookie
 * belongs to a host and not to its port (https://www.rfc-editor.org/rfc/rfc6265#section-8.5).
 */
export function portBranches(args: TrafficArgs & PortArgs): PortBranch[] {
  const ports = routePorts(args);
  const oneOfMany = ports.length > 1;
  return ports.flatMap((port) => {
    const gateways = gatewaysTo(port, args);
    return branchesOf(port, args).map((branch) => ({
      branch: oneOfMany ? { ...branch, name: `${port.name}.${branch.name}` } : branch,
      port,
      oneOfMany,
      gateways,
    }));
  });
}

/** The Gateways that lead to a port. */
function gatewaysTo(port: RoutePort, args: TrafficArgs & PortArgs): readonly RouteGateway[] {
  const [first] = routePorts(args);
  return routeGateways(args).filter(({ servicePort = first?.name }) => port.name === servicePort);
}

/** The branches of one port, with names that do not say the port. */
export function branchesOf(port: RoutePort, args: TrafficArgs & PortArgs): Branch[] {
  const { gateway: _gateway, gateways: _gateways, ...inMesh } = args;
  const gateways = gatewaysTo(port, args);
  const seen = gateways.length > 0 ? { ...inMesh, gateways } : inMesh;
  const all = isHttp(port) ? branches(seen) : connections(seen);
  const anywhere = routeGateways(args).length > 0;
  return all.flatMap((branch) =>
    narrowed(branch, (match) => {
      if (match.port !== undefined && match.port !== port.name) return false;
      return match.from !== "gateway" || gateways.length > 0 || !anywhere;
    }),
  );
}

/** A branch with those of its matches that fulfil a condition; none if no match is left. */
function narrowed(branch: Branch, stays: (match: BranchMatch) => boolean): Branch[] {
  if (!branch.match) return [branch];
  const match = branch.match.filter(stays);
  return match.length > 0 ? [{ ...branch, match }] : [];
}

/**
 * What is left of the branches where Istio sees connections: weights, routes whose conditions
 * connections can meet, and calls that keep their version. No proxy answers a connection by itself.
 */
function connections(args: TrafficArgs): Branch[] {
  const { lanes: _lanes, sticky: _sticky, mirror: _mirror, ...seen } = args;
  return branches(seen)
    .filter(({ answer }) => !answer)
    .flatMap((branch) =>
      narrowed(branch, (match) => httpMatchKeys.every((key) => match[key] === undefined)),
    )
    .map(({ mirror: _copies, fault: _fault, ...branch }) => ({ ...branch, policy: {} }));
}
