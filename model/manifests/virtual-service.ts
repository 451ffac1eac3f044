// Makes the VirtualService of one service from the branches of its traffic.
import { kinds } from "../kinds";
import type { Manifest } from "./metadata";
import { isHttp } from "../release/ports";
import { portBranches } from "../routes/port-branches";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import { serviceHost } from "../release/names";
import { routeGateways } from "../routes/branches";
import { originGateways } from "./http-match";
import { httpRoute } from "./http-route";
import type { RouteArgs } from "./route-args";
import { actsOutsideTls, tcpRoute } from "./tcp-route";
import { passedBranch, tlsRoute } from "./tls-route";

export interface VirtualServiceManifest extends Manifest {
  readonly spec: VirtualServiceSpec;
}

/** The VirtualService: its branches in their order, as HTTP routes and TCP routes. */
export function virtualServiceManifest(args: RouteArgs): VirtualServiceManifest {
  const all = portBranches(args);
  const http = all.filter(({ port }) => isHttp(port));
  const connections = all.filter(({ port }) => !isHttp(port));
  const tcp = connections.filter(actsOutsideTls);
  const passed = passedBranch(connections);
  return {
    apiVersion: kinds.VirtualService.apiVersion,
    kind: "VirtualService",
    metadata: { name: args.name, namespace: args.namespace },
    spec: {
      ...hostsAndGateways(args),
      ...(http.length > 0 && { http: http.map((one) => httpRoute(args, one)) }),
      ...(tcp.length > 0 && { tcp: tcp.map((one) => tcpRoute(args, one)) }),
      ...(passed && { tls: [tlsRoute(args, passed)] }),
    },
  };
}

/**
 * Hosts and gateways. A VirtualService without `gateways` acts in the mesh; one that names a
 * gateway acts in the mesh only if it names `mesh`, too
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/). Istio refuses the
 * host `*` in the mesh: so if a gateway exposes a service under `*`, its routes act only at the
 * gateway.
 */
function hostsAndGateways(args: RouteArgs): Pick<VirtualServiceSpec, "hosts" | "gateways"> {
  if (args.delegated) return {};
  const host = serviceHost(args.service, args.namespace);
  const all = routeGateways(args);
  if (all.length === 0) return { hosts: [host] };
  const gateways = originGateways(all, "gateway");
  const hosts = all.flatMap((one) => one.hosts);
  if (hosts.includes("*")) return { hosts: ["*"], gateways };
  return { hosts: [...new Set([...hosts, host])], gateways: [...gateways, "mesh"] };
}
