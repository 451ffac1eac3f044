/** Reads the weights that one primary cluster has from its live VirtualServices. Pure. */
import type { VirtualServiceSpec } from "../../model/istio/virtual-service-spec";
import { othersFor } from "../../model/limits/shares";
import { keyOf } from "../../model/live-object";
import { destination } from "../../model/manifests/http-route";
import type { RouteArgs } from "../../model/manifests/route-args";
import {
  virtualServiceManifest,
  type VirtualServiceManifest,
} from "../../model/manifests/virtual-service";
import type { ClusterPlan } from "../../model/plan/plan";
import { serviceHost } from "../../model/release/names";
import type { ServiceWeights, Weights } from "../../model/release/routing";
import { isByOrigin, weightsFrom } from "../../model/release/weights";
import { routeGateways } from "../../model/routes/branches";
import { routePorts } from "../../model/routes/port-branches";
import type { ClusterWeights } from "../../model/rollout/state";
import { takesAll } from "../stable/served";
import { percentages } from "./percentages";

/** What the routes of one primary cluster say. */
export interface LiveWeights {
  /**
   * In the form of the plan: by origin where the plan has a service so, or where the two origins
   * differ. A destination that the plan does not know has the name of its subset, or its host.
   */
  readonly weights: ClusterWeights;
  /** Names of the services that have no route yet. */
  readonly missing: readonly string[];
}

type Route = Partial<Pick<NonNullable<VirtualServiceSpec["http"]>[number], "match" | "name">> & {
  readonly route?: NonNullable<VirtualServiceSpec["http"]>[number]["route"];
};

/**
 * The weights of a cluster. Routes with a match, `follows` and the versions of lanes don't count:
 * they choose a version by name, and no rollout moves them.
 *
 * @param plan of the cluster, with any weights: they say in which form a service has them
 * @param routes VirtualServices of the plan's namespaces, those of others included
 */
export function liveWeights(
  { mesh }: Pick<ClusterPlan, "mesh">,
  routes: readonly VirtualServiceManifest[],
): LiveWeights {
  const byKey = new Map(routes.map((one) => [keyOf(one), one]));
  const services: Record<string, ServiceWeights> = {};
  const lanes: Record<string, number> = {};
  const missing: string[] = [];
  for (const args of mesh?.routes ?? []) {
    const { service, namespace, name } = args;
    const own = byKey.get(keyOf({ metadata: { name, namespace } }));
    // A service that gets a root VirtualService has its routes under another name until then.
    const all = own ? [own] : othersFor(serviceHost(service, namespace), routes);
    const read = all.map(({ spec }) => readService(args, spec)).find((one) => one !== undefined);
    if (!read) {
      missing.push(service);
      continue;
    }
    services[service] = read.weights;
    // They are the same in all services to whose requests a gateway leads.
    for (const [lane, percent] of Object.entries(read.lanes))
      lanes[lane] = Math.max(lanes[lane] ?? 0, percent);
  }
  return { weights: { services, lanes }, missing };
}

function readService(args: RouteArgs, live: VirtualServiceSpec) {
  const places = placesOf(args, live);
  if (!places) return undefined;
  const mesh = weightsOf(args, places.mesh);
  const gateway = places.gateway
    ? weightsOf(args, places.gateway)
    : places.gatewayHidden
      ? used(weightsFrom(args.weights, "gateway"))
      : mesh;
  const byOrigin =
    isByOrigin(args.weights) || (!places.gatewayHidden && !sameWeights(gateway, mesh));
  return {
    weights: byOrigin ? { gateway, mesh } : mesh,
    lanes: places.entrances ? lanesOf(args, places.entrances) : {},
  };
}

function sameWeights(one: Weights, other: Weights): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => one[name] === other[name]);
}

/** The live routes that hold the weights of a service. */
interface Places {
  /** That of requests from the mesh; of all requests, where there is no other one. */
  readonly mesh: Route;
  readonly gateway?: Route;
  /**
   * Whether the weights of the gateway stand in no planned route: another route takes all that comes
   * from there. They are as declared then, because no step could move them.
   */
  readonly gatewayHidden: boolean;
  /** That of which a random part enters lanes; empty where no part does. */
  readonly entrances?: readonly Route[];
}

const probes = { gateway: "probe-of-the-gateway", mesh: "probe-of-the-mesh" };

/**
 * Where live routes hold the weights of each origin: where a plan of the same service, with a version
 * of its own for each origin, leads to that version.
 */
function placesOf(args: RouteArgs, live: VirtualServiceSpec): Places | undefined {
  const { lanes, ...without } = args;
  const entered = lanes !== undefined && routeGateways(args).length > 0;
  const probed = virtualServiceManifest({
    ...without,
    versions: [...args.versions, ...Object.values(probes)],
    weights: { gateway: { [probes.gateway]: 100 }, mesh: { [probes.mesh]: 100 } },
  }).spec;
  const mesh = find(probed, live, probes.mesh) ?? lastOfAll(live);
  if (!mesh) return undefined;
  const gateway = find(probed, live, probes.gateway);
  return {
    mesh,
    ...(gateway && { gateway }),
    gatewayHidden: !leadsTo(probed, probes.gateway),
    ...(entered && {
      entrances: (live.http ?? []).filter((one) => one.name?.endsWith("-lanes") === true),
    }),
  };
}

function leadsTo({ http = [], tcp = [], tls = [] }: VirtualServiceSpec, version: string): boolean {
  return [...http, ...tcp, ...tls].some((one) => leads(one, version));
}

function leads({ route = [] }: Route, version: string): boolean {
  return route.some(({ destination: to }) => to?.subset === version);
}

/**
 * The live route in the place of the first planned one that leads to a version. HTTP routes have
 * names; TCP and TLS routes have places in their list, if that has as many as the plan.
 */
function find(
  planned: VirtualServiceSpec,
  live: VirtualServiceSpec,
  version: string,
): Route | undefined {
  const named = new Map((live.http ?? []).map((one) => [one.name, one]));
  for (const one of (planned.http ?? []).filter((route) => leads(route, version)))
    if (named.has(one.name)) return named.get(one.name);
  for (const kind of ["tls", "tcp"] as const) {
    const [ours, theirs]: readonly (readonly Route[])[] = [planned[kind] ?? [], live[kind] ?? []];
    const at = ours!.findIndex((route) => leads(route, version));
    if (at >= 0 && ours!.length === theirs!.length) return theirs![at];
  }
  return undefined;
}

/** The last route without a condition: what a plan under other names, or with other routes, left. */
function lastOfAll({ http = [], tcp = [], tls = [] }: VirtualServiceSpec): Route | undefined {
  const all: readonly Route[] = [...tls, ...tcp, ...http];
  return all.filter((one) => takesAll(one) && (one.route ?? []).length > 0).at(-1);
}

/** Percentages by version; versions without requests are left out. */
function weightsOf(args: RouteArgs, route: Route): Weights {
  const parts = percentBy(route, ({ destination: to = { host: "" } }) => versionAt(args, to));
  return used(Object.fromEntries(parts));
}

function used(weights: Weights): Weights {
  return Object.fromEntries(Object.entries(weights).filter(([, percent]) => percent > 0));
}

type LiveShare = NonNullable<Route["route"]>[number];

/** The version, or destination outside of the release, that the plan leads there. */
function versionAt(args: RouteArgs, to: NonNullable<LiveShare["destination"]>): string {
  const ports = routePorts(args).map(({ port }) => port);
  const found = args.versions.find((version) =>
    ports.some((port) => {
      const ours = destination(args, port, version);
      if (ours.host !== to.host || ours.subset !== to.subset) return false;
      const number = to.port?.number ?? ours.port.number;
      return args.outside?.[version] === undefined || number === ours.port.number;
    }),
  );
  return found ?? to.subset ?? to.host;
}

/** The percentages of the requests at the gateway that enter each lane. */
function lanesOf({ lanes }: RouteArgs, [entrance = {}]: readonly Route[]): Record<string, number> {
  const header = lanes?.header ?? "";
  const parts = percentBy(entrance, ({ headers }) => headers?.request?.set?.[header]);
  return Object.fromEntries((lanes?.lanes ?? []).map(({ name }) => [name, parts.get(name) ?? 0]));
}

/** The shares of a route in percent, summed up by what a share stands for. */
function percentBy<T>({ route = [] }: Route, of: (share: LiveShare) => T): ReadonlyMap<T, number> {
  const sums = new Map<T, number>();
  for (const share of route) {
    // A single destination has no weight, and takes all.
    const weight = share.weight ?? (route.length === 1 ? 1 : 0);
    sums.set(of(share), (sums.get(of(share)) ?? 0) + weight);
  }
  const parts = percentages([...sums.values()]);
  return new Map([...sums.keys()].map((key, i) => [key, parts[i]!]));
}
