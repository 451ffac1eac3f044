// Says which service of a declared release a request enters.
import type { ExposeSpec, Release, ServiceSpec } from "../../../model/release/release";
import { fits } from "./match";
import { portAtGateway, portsOf, type DeclaredPort } from "./ports";
import type { Call, HttpRequest } from "../istio/types";

/** Which service of a release a request reaches, or why none. */
export type Entry =
  | { readonly kind: "service"; readonly service: string; readonly port: DeclaredPort }
  | { readonly kind: "unsplit"; readonly service: string; readonly port: DeclaredPort }
  | { readonly kind: "none" | "redirect" };

/** Which service a request enters, through the gateway or by a call inside the mesh. */
export function entered(release: Release, call: Call): Entry {
  if (call.from === "mesh") return called(release, call);
  return call.protocol === "http" ? exposedHttp(release, call) : exposedTcp(release, call.port);
}

interface Exposed extends ExposeSpec {
  readonly service: string;
  readonly hosts: readonly string[];
}

function exposed(release: Release, protocol: Call["protocol"]): Exposed[] {
  if (!release.gateway) return [];
  const hosts = release.gateway.hosts ?? ["*"];
  return Object.entries(release.services)
    .filter(([, spec]) => spec.expose && portAtGateway(spec).tcp === (protocol === "tcp"))
    .map(([service, { expose }]) => ({
      hosts,
      ...(typeof expose === "object" && expose),
      service,
    }));
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
 * A service that is exposed under the host `*` has no rules inside the mesh, where Istio refuses
 * that host, unless the gateway delegates to it: always with `gateway.delegate`, with paths, beside
 * another service on one of its hosts, and where the service declares something that only the mesh
 * knows.
 */
function outOfReach(release: Release, service: string, spec: ServiceSpec): boolean {
  const all = exposed(release, "http");
  const own = all.find((one) => one.service === service);
  if (!own?.hosts.includes("*")) return false;
  const shared = all.some(
    (other) => other !== own && other.hosts.some((host) => overlap(own.hosts, host)),
  );
  const ofMesh =
    release.lanes !== undefined ||
    !!spec.follows?.length ||
    portsOf(spec).length > 1 ||
    "mesh" in spec.weights ||
    !!spec.routes?.some(({ match }) => match.from === "mesh" || match.sourceLabels);
  // The prefix `/` says no more than no path at all.
  const byPath =
    own.paths?.length && !own.paths.some((path) => "prefix" in path && path.prefix === "/");
  return !(release.gateway?.delegate || byPath || shared || ofMesh);
}

function overlap(hosts: readonly string[], other: string): boolean {
  return hosts.some((host) => means(host, other) || means(other, host));
}

function exposedHttp(release: Release, request: HttpRequest): Entry {
  const { gateway } = release;
  const entries = exposed(release, "http");
  // A gateway that leads to TCP services alone speaks no HTTP.
  const speaksHttp = entries.length > 0 || exposed(release, "tcp").length === 0;
  if (!gateway || !speaksHttp) return { kind: "none" };
  const host = request.host.replace(/:\d+$/, "");
  const port = gateway.port ?? (gateway.tls ? 443 : 80);
  const plain = !request.tls;
  if (gateway.tls?.redirect && request.port === 80 && plain)
    return { kind: (gateway.hosts ?? ["*"]).some((one) => means(one, host)) ? "redirect" : "none" };
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

/** Whether a host of the gateway, which may begin with `*`, means a host. */
function means(pattern: string, host: string): boolean {
  return pattern.startsWith("*") ? host.endsWith(pattern.slice(1)) : host === pattern;
}

/** Full names first, then wildcards, the longest first. */
function bySpecificity(a: string, b: string): number {
  return Number(a.startsWith("*")) - Number(b.startsWith("*")) || b.length - a.length;
}

/** Of paths that both fit, the exact one wins, else the longer one. */
function pathRank(path: { exact: string } | { prefix: string }): number {
  return "exact" in path ? Infinity : path.prefix.length;
}

function exposedTcp(release: Release, port: number): Entry {
  const found = exposed(release, "tcp").find((one) => one.port === port);
  return found ? atGateway(release, found.service) : { kind: "none" };
}

function atGateway(release: Release, service: string): Entry {
  const port = portAtGateway(release.services[service] as ServiceSpec);
  return { kind: "service", service, port };
}
