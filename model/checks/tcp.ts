// Checks that a TCP service or port has no settings that only HTTP requests can have. GR112.
import { formatPath, type Path, type Problem } from "../problem";
import { exposesTcp, isHttp, servicePorts, speaksHttp, speaksTcp } from "../release/ports";
import { leading, resolveGateways } from "../plan/exposure";
import { exposeEntries, passedHosts } from "../release/gateways/declared";
import type { ExposeSpec } from "../release/gateway";
import type { Release, ServiceSpec } from "../release/release";
import type { UpstreamPolicy } from "../release/upstream-policy";
import { policyKeys } from "../manifests/http-policy";
import { alternatives } from "../routes/alternatives";
import { httpMatchKeys } from "../routes/match-fields";
import type { ServiceContext } from "./context";

const ofService = [...policyKeys, "sticky", "mirror"];
const ofRoute = [...policyKeys, "redirect", "directResponse", "mirror", "fault"];

/**
 * Refuses settings that look into requests where Istio sees only connections: in a service whose
 * ports are all for connections, in a route of such a port, and where the gateway leads to one. Of
 * other services they hold on the ports for requests, which GR176 tells.
 */
export function checkTcp({ name, service, release, locate }: ServiceContext): Problem[] {
  if (!speaksTcp(service)) return [];
  const root = locate(["services", name]);
  const exposed = exposesTcp(service)
    ? exposeEntries(service).flatMap(({ spec, place }) => {
        const refused = byHost(spec, release) ? ["paths"] : ["hosts", "paths"];
        return refuse(spec, refused, [...root, "expose", ...place]);
      })
    : [];
  if (speaksHttp(service)) return [...checkRoutesTo(service, root), ...exposed];
  return [
    ...refuse(service, ofService, root),
    ...checkUpstream(service, root),
    ...Object.entries(service.versions).flatMap(([version, spec]) =>
      checkUpstream(spec, locate(["services", name, "versions", version])),
    ),
    ...(service.routes ?? []).flatMap((route, i) => [
      ...refuse(route, ofRoute, [...root, "routes", i]),
      ...alternatives(route.match).flatMap(({ match, path }) =>
        refuse(match, httpMatchKeys, [...root, "routes", i, "match", ...path]),
      ),
    ]),
    ...exposed,
  ];
}

/** Whether a gateway knows a service of connections by its host, as it passes TLS on. */
function byHost({ port, gateways }: ExposeSpec, release: Release): boolean {
  const led = leading(resolveGateways(release), gateways);
  return port === undefined && led.some(({ spec }) => passedHosts(spec).length > 0);
}

/** Checks the routes that name a port for connections. */
function checkRoutesTo(service: ServiceSpec, root: Path): Problem[] {
  const tcp = servicePorts(service).filter((port) => !isHttp(port));
  return (service.routes ?? []).flatMap((route, i) => {
    const all = alternatives(route.match);
    const toTcp = all.filter(({ match }) => tcp.some(({ name }) => name === match.port));
    return [
      // A match for another port may need what a route for connections can't have.
      ...(toTcp.length === all.length ? refuse(route, ofRoute, [...root, "routes", i]) : []),
      ...toTcp.flatMap(({ match, path }) =>
        refuse(match, httpMatchKeys, [...root, "routes", i, "match", ...path]),
      ),
    ];
  });
}

function checkUpstream({ loadBalancer, connectionPool }: UpstreamPolicy, path: Path): Problem[] {
  const hash = typeof loadBalancer === "object" ? loadBalancer.consistentHash : undefined;
  return [
    ...refuse(
      hash ?? {},
      ["httpHeaderName", "httpCookie", "httpQueryParameterName"],
      [...path, "loadBalancer", "consistentHash"],
    ),
    ...refuse(connectionPool ?? {}, ["http"], [...path, "connectionPool"]),
  ];
}

function refuse(value: object, keys: readonly string[], path: Path): Problem[] {
  return Object.entries(value)
    .filter(([key, given]) => keys.includes(key) && given !== undefined)
    .map(([key]) => ({
      code: "GR112",
      path: formatPath([...path, key]),
      given: `${key}, on a service of the protocol tcp`,
      allowed: `${key} only with the protocols http, http2 and grpc`,
      fix: `remove ${key}, or set the protocol that the service speaks`,
    }));
}
