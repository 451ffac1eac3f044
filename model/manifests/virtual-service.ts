import type { Manifest } from "./metadata";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import { serviceHost, subsetName } from "../names";
import type { RouteMatch, RouteSpec, Weights } from "../routing";
import { routeWeights, shares } from "../weights";

/** What decides the VirtualService of one service in one cluster. */
export interface RouteArgs {
  readonly namespace: string;
  readonly service: string;
  /** Name of the VirtualService. */
  readonly name: string;
  /** Port of the Service, 1 to 65535. */
  readonly port: number;
  /** Name of the route that takes all the traffic that no other one takes. */
  readonly defaultRoute: string;
  /** The versions, in the order in which destinations are written. */
  readonly versions: readonly string[];
  readonly weights: Weights;
  /** Tried in order before the default route. */
  readonly routes?: readonly RouteSpec[];
  /** The Gateway that leads here and its hosts; left out for a service that only the mesh calls. */
  readonly gateway?: { readonly name: string; readonly hosts: readonly string[] };
}

export interface VirtualServiceManifest extends Manifest {
  readonly spec: VirtualServiceSpec;
}

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];

/** The VirtualService: the named routes in their order, then the weighted split of everything else. */
export function virtualServiceManifest(args: RouteArgs): VirtualServiceManifest {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: args.name, namespace: args.namespace },
    spec: {
      ...reach(args),
      http: [
        ...(args.routes ?? []).map((route) => ({
          name: route.name,
          match: [httpMatch(route.match)],
          route: destinations(args, routeWeights(route.to)),
        })),
        { name: args.defaultRoute, route: destinations(args, args.weights) },
      ],
    },
  };
}

/**
 * Hosts and gateways. A rule without `gateways` acts in the mesh; one that names a gateway acts in the mesh only if it
 * names `mesh` too (https://istio.io/latest/docs/reference/config/networking/virtual-service/), and the host `*` is
 * refused there: a service that a gateway exposes under `*` is split at the gateway alone.
 */
function reach(args: RouteArgs): Pick<VirtualServiceSpec, "hosts" | "gateways"> {
  const host = serviceHost(args.service, args.namespace);
  if (!args.gateway) return { hosts: [host] };
  const { name, hosts } = args.gateway;
  if (hosts.includes("*")) return { hosts: ["*"], gateways: [name] };
  return { hosts: [...hosts, host], gateways: [name, "mesh"] };
}

/** Destinations with weights; a single one carries none, since it takes everything (Kiali's KIA1104). */
function destinations(args: RouteArgs, weights: Weights): HttpRoute["route"] {
  const taking = shares(weights, args.versions);
  return taking.map(({ version, weight }) => ({
    destination: {
      host: serviceHost(args.service, args.namespace),
      port: { number: args.port },
      subset: subsetName(version),
    },
    ...(taking.length > 1 && { weight }),
  }));
}

function httpMatch({ headers, uri, method }: RouteMatch): NonNullable<HttpRoute["match"]>[number] {
  return {
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, match]) => [name.toLowerCase(), { ...match }]),
      ),
    }),
    ...(uri && { uri: { ...uri } }),
    ...(method && { method: { ...method } }),
  };
}
