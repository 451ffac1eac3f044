// Makes the VirtualService of one service from the branches of its traffic.
import { kinds } from "../kinds";
import type { Manifest } from "./metadata";
import { branches } from "../routes/branches";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import { serviceHost } from "../release/names";
import { httpRoute } from "./http-route";
import type { RouteArgs } from "./route-args";
import { tcpRoute } from "./tcp-route";

export interface VirtualServiceManifest extends Manifest {
  readonly spec: VirtualServiceSpec;
}

/** The VirtualService: its branches in their order, as HTTP or TCP routes. */
export function virtualServiceManifest(args: RouteArgs): VirtualServiceManifest {
  const cases = branches(args);
  return {
    apiVersion: kinds.VirtualService.apiVersion,
    kind: "VirtualService",
    metadata: { name: args.name, namespace: args.namespace },
    spec: {
      ...hostsAndGateways(args),
      ...(args.protocol === "tcp"
        ? { tcp: cases.map((branch) => tcpRoute(args, branch)) }
        : { http: cases.map((branch) => httpRoute(args, branch)) }),
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
  if (!args.gateway) return { hosts: [host] };
  const { name, hosts } = args.gateway;
  if (hosts.includes("*")) return { hosts: ["*"], gateways: [name] };
  return { hosts: [...new Set([...hosts, host])], gateways: [name, "mesh"] };
}
