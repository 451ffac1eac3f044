// The rules about host names that gateways serve. GR403 and GR404.
import { covers } from "../../model/limits/hosts";
import { inWords, listed, show, type Problem } from "../../model/problem";
import { isInside, placeIn, specOf, type StackObject } from "../objects";

/** Gateways, and VirtualServices at gateways, serve allowed host names alone. */
export function allowedHosts(
  object: StackObject,
  { hosts }: { readonly hosts?: readonly string[] },
): Problem[] {
  if (!hosts) return [];
  return served(object)
    .filter(({ host }) => !hosts.some((one) => covers(one, host)))
    .map(({ host, path }) => ({
      code: "GR403",
      path,
      given: show(host),
      allowed: listed(hosts),
      fix: `serve a host name that ${inWords(hosts)} covers, or allow this one in allowed-hosts.hosts of the pack's config`,
    }));
}

/** Gateways, and VirtualServices at gateways, serve no host name with a wildcard. */
export function wildcardHosts(object: StackObject): Problem[] {
  return served(object)
    .filter(({ host }) => host.startsWith("*"))
    .map(({ host, path }) => ({
      code: "GR404",
      path,
      given: show(host),
      allowed: "whole host names",
      fix: "name each host that the gateway serves, such as shop.example.com",
    }));
}

function served(object: StackObject): { readonly host: string; readonly path: string }[] {
  const { servers = [] } = specOf(object, "Gateway") ?? {};
  const ofGateway = servers.flatMap(({ hosts: all }, i) =>
    all.map((host, j) => ({
      // A namespace may stand before the name (https://istio.io/latest/docs/reference/config/networking/gateway/#Server).
      host: host.slice(host.indexOf("/") + 1),
      path: placeIn(object, `spec.servers[${i}].hosts[${j}]`),
    })),
  );
  const { hosts = [], gateways = [] } = specOf(object, "VirtualService") ?? {};
  const atGateway = gateways.some((one) => one !== "mesh") ? hosts : [];
  const ofRoute = atGateway.flatMap((host, i) =>
    isInside(host) ? [] : [{ host, path: placeIn(object, `spec.hosts[${i}]`) }],
  );
  return [...ofGateway, ...ofRoute];
}
