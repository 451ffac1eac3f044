// Generates requests that a release is likely to treat in some special way: conditions of the
// release shape most of them, and some of those requests miss one condition by a little.
import type fc from "fast-check";
import type { Release, ServiceSpec } from "../../../model/release/release";
import type { Sample } from "./arbitraries";
import { bent, type Parts } from "./bent";
import { Draw, present } from "./draw";
import { anyParts, fitting, namespaces, teams } from "./matches";
import { gatewaysOf, hostsOf, waysOf, type Way } from "../declaration/entry";
import { portAtGateway, portsOf } from "../declaration/ports";
import type { Call, HttpRequest } from "../istio/types";

/** So many requests to services of a release, through its gateway or from inside the mesh. */
export function callsOf({ release }: Sample, count: number): fc.Arbitrary<Call[]> {
  return Draw.arbitrary((draw) => Array.from({ length: count }, () => call(draw, release)));
}

function call(draw: Draw, release: Release): Call {
  const name = draw.one(Object.keys(release.services));
  const spec = release.services[name] as ServiceSpec;
  const gateway = gatewaysOf(release).length > 0 && draw.chance(spec.expose ? 60 : 10);
  const port = gateway ? portAtGateway(spec) : draw.one(portsOf(spec));
  const protocol = port.tcp ? "tcp" : "http";
  const way = gateway ? wayTo(draw, release, name, protocol) : undefined;
  const to = { release, service: name, ...(way ? { way } : { port: port.port }) };
  return port.tcp ? connection(draw, to) : request(draw, to);
}

/** What a call goes to. */
interface Target {
  readonly release: Release;
  readonly service: string;
  /** The port of the Service, for a call in the mesh. */
  readonly port?: number;
  /** The way in, for a call through a gateway. */
  readonly way?: Way;
}

/** A way in to the service, or another gateway that may not lead to it. */
function wayTo(draw: Draw, release: Release, service: string, protocol: Call["protocol"]): Way {
  const ways = waysOf(release, protocol).filter((one) => one.service === service);
  const any = gatewaysOf(release).map(({ spec }) => {
    return { gateway: spec, service, hosts: ways[0]?.hosts ?? hostsOf(spec) };
  });
  return ways.length > 0 && draw.chance(90) ? draw.one(ways) : draw.one(any);
}

function connection(draw: Draw, target: Target): Call {
  const { release, service, port, way } = target;
  const from = way ? "gateway" : "mesh";
  const { labels, namespace } = directed(draw, release, service, { ...base(draw, target), from });
  const { tls, port: entry = 443 } = way?.gateway ?? {};
  // TLS that the gateway passes on; seldom to a port or a host that leads nowhere.
  const passed = tls !== undefined && "mode" in tls && tls.mode === "PASSTHROUGH";
  if (way && passed && way.port === undefined) {
    const sni = draw.chance(90) ? concrete(draw, draw.one(way.hosts)) : "other.example.org";
    const aside = draw.chance(95) ? entry : 31400;
    const host = fullName(release, service);
    return {
      protocol: "tcp",
      from,
      port: aside,
      host,
      sni,
      sourceLabels: labels,
      sourceNamespace: namespace,
    };
  }
  return {
    protocol: "tcp",
    from,
    port: port ?? draw.maybe(95, () => way?.port) ?? 31400,
    host: fullName(release, service),
    sourceLabels: labels,
    sourceNamespace: namespace,
  };
}

function request(draw: Draw, target: Target): HttpRequest {
  const { release, service, port, way } = target;
  const parts = directed(draw, release, service, base(draw, target));
  const pairs = Object.entries(parts.cookies).map(([name, value]) => `${name}=${value}`);
  const cookie = draw.chance(50) ? pairs : pairs.reverse();
  const tls = way?.gateway.tls !== undefined;
  const own = way?.gateway.port ?? (tls ? 443 : 80);
  const aside = way !== undefined && draw.chance(8);
  return {
    protocol: "http",
    from: parts.from,
    port: port ?? (aside ? draw.one([80, 443, 8080]) : own),
    tls: way !== undefined && (aside ? draw.chance(50) : tls),
    host: parts.host,
    path: parts.path,
    query: parts.query,
    method: parts.method,
    headers: { ...parts.headers, ...(cookie.length > 0 && { cookie: cookie.join("; ") }) },
    sourceLabels: parts.labels,
    sourceNamespace: parts.namespace,
  };
}

function fullName({ namespace }: Release, service: string): string {
  return `${service}.${namespace}.svc.cluster.local`;
}

/** A request without any design but that it reaches the service as a rule. */
function base(draw: Draw, { release, service, way }: Target): Parts {
  const from = way ? "gateway" : "mesh";
  const { headers, query, cookies, method } = anyParts(draw);
  const lane = release.lanes && draw.maybe(30, () => laneValue(draw, release));
  const host = way ? concrete(draw, draw.one(way.hosts)) : fullName(release, service);
  const paths = way?.paths ?? [];
  const path =
    paths.length > 0 && draw.chance(85)
      ? fitting(draw, draw.one(paths))
      : draw.one([
          "/a",
          "/",
          "/shop",
          "/shop-b",
          "/A",
          "/shop/cart/a",
          "/shop/exact",
          "/x",
          "/a/b",
        ]);
  return {
    from,
    host: draw.chance(15) ? `${host}:8080` : host,
    path,
    method,
    headers: {
      ...headers,
      ...(lane !== undefined && { [release.lanes?.header.toLowerCase() ?? ""]: lane }),
    },
    query,
    cookies: { ...cookies, ...(draw.chance(30) && stickyCookie(draw, release, service)) },
    namespace: way ? "istio-system" : draw.one([release.namespace, ...namespaces]),
    labels: way
      ? { app: "ingress", ...(way.gateway.selector ?? { istio: "ingressgateway" }) }
      : caller(draw, release),
  };
}

function laneValue(draw: Draw, { lanes }: Release): string {
  const names = (lanes?.lanes ?? []).map(({ name }) => name);
  return draw.one([...names, ...names, "none", "blueish", "v2"]);
}

function concrete(draw: Draw, host: string): string {
  if (host === "*") return draw.one(["other.test", "a.example.com", "10.0.0.1"]);
  return host.replace("*", draw.one(["c", "a", "c.d"]));
}

/** A cookie that keeps a version, or one like it. */
function stickyCookie(draw: Draw, release: Release, service: string): Record<string, string> {
  const { sticky, routes = [], versions } = release.services[service] as ServiceSpec;
  const name = sticky?.cookie ?? `${service}-version`;
  const names = [name, ...routes.map((route) => `${name}-${route.name}`)];
  const subsets = Object.keys(versions).map((one) => one.toLowerCase().replace(/[._]/g, "-"));
  const lanes = (release.lanes?.lanes ?? []).map(({ name: lane }) => `lane.${lane}`);
  const keys = [
    ...subsets,
    ...lanes,
    ...lanes.flatMap((lane) => subsets.map((subset) => `${lane}.${subset}`)),
    "gone",
  ];
  return { [draw.one(names)]: draw.one(keys) };
}

function caller(draw: Draw, { services }: Release): Record<string, string> {
  const app = draw.one([...Object.keys(services), "stranger"]);
  const { selector, versions = {} } = services[app] ?? {};
  const version = draw.one([...Object.keys(versions), "v1", "old"]);
  const team = draw.maybe(30, () => draw.one(teams));
  const own = { ...selector, ...versions[version]?.labels };
  return present({ app, version, team, ...own }) as Record<string, string>;
}

/**
 * The same request, bent so that it meets a condition of the service, or so that it nearly does.
 */
function directed(draw: Draw, release: Release, service: string, parts: Parts): Parts {
  const { routes = [] } = release.services[service] as ServiceSpec;
  const lanes = (release.lanes?.lanes ?? []).flatMap(({ match }) => (match ? [match] : []));
  const matches = [...routes.map(({ match }) => match), ...lanes].flat();
  if (matches.length === 0 || draw.chance(30)) return parts;
  return bent(draw, parts, draw.one(matches), draw.chance(40));
}
