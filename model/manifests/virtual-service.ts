import type { Manifest } from "./metadata";
import { branches, type TrafficArgs } from "../branches";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import { serviceHost } from "../names";
import type { Protocol } from "../release";
import { httpRoute } from "./http-route";
import { tcpRoute } from "./tcp-route";

/** What decides the VirtualService that holds the routes of one service, in one cluster. */
export interface RouteArgs extends Omit<TrafficArgs, "entered"> {
  readonly namespace: string;
  /** Name of the VirtualService. */
  readonly name: string;
  /** Port of the Service, 1 to 65535. */
  readonly port: number;
  /** @default "http" */
  readonly protocol?: Protocol;
  /** The Gateway that leads here; left out for a service that only the mesh calls. */
  readonly gateway?: RouteGateway;
  /** Whether others hold the hosts and delegate to it. @default false */
  readonly delegated?: boolean;
}

/** The Gateway that leads to a service. */
export interface RouteGateway {
  /** Its name, with `<namespace>/` before it where that is not the service's. */
  readonly name: string;
  /** Its hosts that lead to the service. */
  readonly hosts: readonly string[];
  /** Its port that leads to the service, of a TCP service only. */
  readonly port?: number;
}

export interface VirtualServiceManifest extends Manifest {
  readonly spec: VirtualServiceSpec;
}

/** The VirtualService of a service: its branches in their order, as HTTP or TCP routes. */
export function virtualServiceManifest(args: RouteArgs): VirtualServiceManifest {
  const cases = branches({ ...args, entered: args.gateway !== undefined });
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: args.name, namespace: args.namespace },
    spec: {
      ...reach(args),
      ...(args.protocol === "tcp"
        ? { tcp: cases.map((branch) => tcpRoute(args, branch)) }
        : { http: cases.map((branch) => httpRoute(args, branch)) }),
    },
  };
}

/**
 * Hosts and gateways. A rule without `gateways` acts in the mesh; one that names a gateway acts in the mesh only if it
 * names `mesh` too (https://istio.io/latest/docs/reference/config/networking/virtual-service/), and the host `*` is
 * refused there: a service that a gateway exposes under `*` is split at the gateway alone.
 */
function reach(args: RouteArgs): Pick<VirtualServiceSpec, "hosts" | "gateways"> {
  if (args.delegated) return {};
  const host = serviceHost(args.service, args.namespace);
  if (!args.gateway) return { hosts: [host] };
  const { name, hosts } = args.gateway;
  if (hosts.includes("*")) return { hosts: ["*"], gateways: [name] };
  return { hosts: [...new Set([...hosts, host])], gateways: [name, "mesh"] };
}
