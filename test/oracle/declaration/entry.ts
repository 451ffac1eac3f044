// Says which service of a declared release a request enters.
import type {
  ExposedPath,
  ExposeSpec,
  GatewayCertificate,
  GatewaySpec,
} from "../../../model/release/gateway";
import type { Release, ServiceSpec } from "../../../model/release/release";
import { fits } from "./match";
import { portAtGateway, portsOf, type DeclaredPort } from "./ports";
import type { Call, HttpRequest, TcpConnection } from "../istio/types";

/** Which service of a release a request reaches, or why none. */
export type Entry =
  | { readonly kind: "service"; readonly service: string; readonly port: DeclaredPort }
  | { readonly kind: "unsplit"; readonly service: string; readonly port: DeclaredPort }
  | { readonly kind: "none" | "redirect" };

/** Which service a request enters, through the gateway or by a call inside the mesh. */
export function entered(release: Release, call: Call): Entry {
  if (call.from === "mesh") return called(release, call);
  return call.protocol === "http" ? exposedHttp(release, call) : exposedTcp(release, call);
}

/** A way in that a release declares: a gateway, and what of it leads to a service. */
export interface Way {
  readonly gateway: GatewaySpec;
  /** Its name among several gateways. */
  readonly key?: string;
  readonly service: string;
  readonly hosts: readonly string[];
  readonly paths?: ExposeSpec["paths"];
  readonly port?: number;
}

/** The gateways of a release; those of several by name. */
export function gatewaysOf({ gateway, gateways = {} }: Release) {
  const named = Object.entries(gateways).map(([key, spec]) => ({ key, spec }));
  return gateway ? [{ key: undefined, spec: gateway }] : named;
}

/** All hosts of a gateway: its own, or those of its certificates. */
export function hostsOf({ hosts, tls }: GatewaySpec): readonly string[] {
  const listed = (Array.isArray(tls) ? tls : []) as readonly GatewayCertificate[];
  const named = listed.flatMap((one) => one.hosts ?? []);
  return hosts ?? (named.length > 0 ? named : ["*"]);
}

/** The ways in to the services that speak a protocol at gateways. */
export function waysOf(release: Release, protocol: Call["protocol"]): Way[] {
  return Object.entries(release.services)
    .filter(([, spec]) => spec.expose && portAtGateway(spec).tcp === (protocol === "tcp"))
    .flatMap(([service, { expose = false }]) => {
      const entries = typeof expose === "boolean" ? [{}] : [expose].flat();
      return entries.flatMap(({ gateways, hosts: own, paths, port }) =>
        gatewaysOf(release)
          .filter(({ key }) => !gateways || (key !== undefined && gateways.includes(key)))
          .map(({ key, spec }): Way => {
            const all = hostsOf(spec);
            const hosts = own?.filter((host) => all.some((wide) => within(host, wide))) ?? all;
            return {
              ...{ gateway: spec, service, hosts },
              ...(key !== undefined && { key }),
              ...(paths && { paths }),
              ...(port !== undefined && { port }),
            };
          })
          .filter(({ hosts }) => hosts.length > 0 || protocol === "tcp"),
      );
    });
}

function within(narrow: string, wide: string): boolean {
  if (!wide.startsWith("*")) return narrow === wide;
  return narrow.replace(/^\*/, "").endsWith(wide.slice(1));
}

/** A call to a Service by its full name, with or without port. */
function called(release: Release, call: Call): Entry {
  const [service = ""] = call.host.split(".");
  const spec = release.services[service];
  if (!spec) throw new Error(`no service ${service}`);
  const port = portsOf(spec).find((one) => one.port === call.port);
  if (!port) throw new Error(`no port ${call.port} of ${service}`);
  return { kind: outOfReach(release, service, spec) ? "unsplit" : "service", service, port };
}

/**
 * A service that is exposed under the host `*` alone has no rules inside the mesh, where Istio
 * refuses that host, unless a gateway delegates to it: always with `delegate` of the gateway, with
 * paths, beside another service on one of its hosts, where a gateway must lead to it by some of its
 * hosts only, and where the service declares something that only the mesh knows.
 */
function outOfReach(release: Release, service: string, spec: ServiceSpec): boolean {
  const all = waysOf(release, "http");
  const own = all.filter((one) => one.service === service);
  if (own.length === 0 || own.some(({ hosts }) => hosts.some((host) => host !== "*"))) return false;
  // Another gateway would get the host, too.
  const partly = own.length > 1 && own.some(({ gateway }) => !hostsOf(gateway).includes("*"));
  const shared = all.some(({ service: other }) => other !== service);
  const ofMesh =
    release.lanes !== undefined ||
    !!spec.follows?.length ||
    portsOf(spec).length > 1 ||
    "mesh" in spec.weights ||
    !!spec.routes
      ?.flatMap(({ match }) => match)
      .some((match) => match.from === "mesh" || match.sourceLabels || match.sourceNamespace);
  // The prefix `/` says no more than no path at all.
  const byPath = own.some(
    ({ paths }) => paths?.length && !paths.some((path) => "prefix" in path && path.prefix === "/"),
  );
  const asked = own.some(({ gateway }) => gateway.delegate);
  return !(asked || byPath || (shared && sharesHost(all, service)) || ofMesh || partly);
}

/** Whether another service is exposed under a host of the service. */
function sharesHost(all: readonly Way[], service: string): boolean {
  const own = all.filter((one) => one.service === service).flatMap(({ hosts }) => hosts);
  return all.some((one) => one.service !== service && one.hosts.some((host) => overlap(own, host)));
}

function overlap(hosts: readonly string[], other: string): boolean {
  return hosts.some((host) => means(host, other) || means(other, host));
}

function exposedHttp(release: Release, request: HttpRequest): Entry {
  const host = request.host.replace(/:\d+$/, "");
  const found = gatewaysOf(release)
    .filter(({ spec }) => isAt(request, spec))
    .map(({ spec }) => atHttp(release, spec, request, host))
    .filter(({ kind }) => kind !== "none");
  if (found.length > 1) throw new Error(`two gateways take ${host}`);
  return found[0] ?? { kind: "none" };
}

/** Whether the request comes to the pods of a gateway. */
function isAt({ sourceLabels }: Call, { selector = { istio: "ingressgateway" } }: GatewaySpec) {
  return Object.entries(selector).every(([name, value]) => sourceLabels[name] === value);
}

function atHttp(release: Release, gateway: GatewaySpec, request: HttpRequest, host: string): Entry {
  const isHere = (one: Way) => one.gateway === gateway;
  const entries = waysOf(release, "http").filter(isHere);
  // A gateway that leads to TCP services alone speaks no HTTP.
  if (entries.length === 0 && waysOf(release, "tcp").some(isHere)) return { kind: "none" };
  const port = gateway.port ?? (gateway.tls ? 443 : 80);
  const plain = !request.tls;
  const redirected = redirecting(gateway);
  if (redirected.length > 0 && request.port === 80 && plain)
    return { kind: redirected.some((one) => means(one, host)) ? "redirect" : "none" };
  if (request.port !== port || plain === (gateway.tls !== undefined)) return { kind: "none" };
  const [domain] = entries
    .flatMap(({ hosts }) => hosts.filter((one) => means(one, host)))
    .sort(bySpecificity);
  const [taker] = entries
    .filter(({ hosts }) => domain !== undefined && hosts.includes(domain))
    .flatMap(({ service, paths }) =>
      (paths?.length ? paths : [{ prefix: "" }]).map((path) => ({ service, path })),
    )
    .filter(({ path }) => fits(path, request.path))
    .sort((a, b) => pathRank(b.path) - pathRank(a.path));
  return taker ? atGateway(release, taker.service) : { kind: "none" };
}

/** The hosts for which port 80 answers with a redirect. */
function redirecting(gateway: GatewaySpec): readonly string[] {
  const { tls } = gateway;
  const all = ([tls ?? []] as (GatewayCertificate | GatewayCertificate[])[]).flat();
  const named = all.flatMap((one) => one.hosts ?? []);
  const rest = hostsOf(gateway).filter((host) => !named.includes(host));
  return all.filter(({ redirect }) => redirect).flatMap(({ hosts = rest }) => hosts);
}

/** Whether a host of the gateway, which may begin with `*`, means a host. */
function means(pattern: string, host: string): boolean {
  return pattern.startsWith("*") ? host.endsWith(pattern.slice(1)) : host === pattern;
}

/** Full names first, then wildcards, the longest first. */
function bySpecificity(a: string, b: string): number {
  return Number(a.startsWith("*")) - Number(b.startsWith("*")) || b.length - a.length;
}

/** Of paths that both fit, the exact one wins, else the longer one; the end of a segment counts. */
function pathRank(path: ExposedPath): number {
  if ("exact" in path) return Infinity;
  return "prefix" in path ? path.prefix.length : path.pathPrefix.length + 0.5;
}

function exposedTcp(release: Release, call: TcpConnection): Entry {
  if (call.sni !== undefined) return passedOn(release, { ...call, sni: call.sni });
  const found = waysOf(release, "tcp").find(
    ({ port, gateway }) => port === call.port && isAt(call, gateway),
  );
  return found ? atGateway(release, found.service) : { kind: "none" };
}

/** TLS that does not end at the gateway leads to the service whose host the caller names. */
function passedOn(release: Release, call: TcpConnection & { readonly sni: string }): Entry {
  const [taker] = waysOf(release, "tcp")
    .filter(({ gateway, port }) => {
      const { tls } = gateway;
      const passes = tls !== undefined && "mode" in tls && tls.mode === "PASSTHROUGH";
      return passes && port === undefined && isAt(call, gateway);
    })
    .filter(({ gateway }) => call.port === (gateway.port ?? 443))
    .flatMap(({ service, hosts }) => hosts.map((host) => ({ service, host })))
    .filter(({ host }) => means(host, call.sni))
    .sort((a, b) => bySpecificity(a.host, b.host));
  return taker ? atGateway(release, taker.service) : { kind: "none" };
}

function atGateway(release: Release, service: string): Entry {
  const port = portAtGateway(release.services[service] as ServiceSpec);
  return { kind: "service", service, port };
}
