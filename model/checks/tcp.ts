// Checks that a TCP service has no settings that only HTTP requests can have. GR112.
import { formatPath, type Path, type Problem } from "../problem";
import type { UpstreamPolicy } from "../release/upstream-policy";
import { policyKeys } from "../manifests/http-policy";
import { httpMatchKeys } from "../routes/match-fields";
import type { ServiceContext } from "./context";

const ofService = [...policyKeys, "sticky", "mirror"];
const ofRoute = [...policyKeys, "mirror", "fault"];

/** Refuses settings that look into requests: Istio sees only the connections of a TCP service. */
export function checkTcp({ name, service, locate }: ServiceContext): Problem[] {
  if (service.protocol !== "tcp") return [];
  const root = locate(["services", name]);
  const { expose } = service;
  return [
    ...refuse(service, ofService, root),
    ...checkUpstream(service, root),
    ...Object.entries(service.versions).flatMap(([version, spec]) =>
      checkUpstream(spec, locate(["services", name, "versions", version])),
    ),
    ...(service.routes ?? []).flatMap((route, i) => [
      ...refuse(route, ofRoute, [...root, "routes", i]),
      ...refuse(route.match, httpMatchKeys, [...root, "routes", i, "match"]),
    ]),
    ...(typeof expose === "object" ? refuse(expose, ["hosts", "paths"], [...root, "expose"]) : []),
  ];
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
