// The limits of host names that gateways serve. GR403 and GR404.
import { formatPath, inWords, listed, show, type Path, type Problem } from "../problem";
import { hostPlace, servedHosts } from "../release/gateways/declared";
import type { Limit, LimitContext } from "./limit";

/** Gateways serve allowed host names alone. */
export const allowedHosts: Limit = (context) => {
  const allowed = context.limits.hosts;
  if (!allowed) return [];
  return served(context).flatMap(({ host, place }): Problem[] =>
    allowed.some((one) => covers(one, host))
      ? []
      : [
          {
            code: "GR403",
            path: formatPath(context.locate(place)),
            given: show(host),
            allowed: `${listed(allowed)} (limits.hosts)`,
            fix: `serve a host name that ${inWords(allowed)} covers, or allow this one in limits.hosts`,
          },
        ],
  );
};

/** Gateways serve no host name with a wildcard. */
export const wildcardHosts: Limit = (context) => {
  if (!context.limits.noWildcardHosts) return [];
  return served(context)
    .filter(({ host }) => host.startsWith("*"))
    .map(({ host, place }) => ({
      code: "GR404",
      path: formatPath(context.locate(place)),
      given: show(host),
      allowed: "whole host names (limits.noWildcardHosts)",
      fix: "name each host that the gateway serves, such as shop.example.com",
    }));
};

/** Whether an allowed name covers a host: `*.example.com` covers all below, and `*` every one. */
export function covers(allowed: string, host: string): boolean {
  if (allowed === "*" || allowed === host) return true;
  return allowed.startsWith("*.") && host.endsWith(allowed.slice(1));
}

/** A host, and its place in the release. */
interface ServedHost {
  readonly host: string;
  readonly place: Path;
}

/** The hosts of all gateways, and those of services behind a gateway of another owner. */
function served({ plan: { resolved } }: LimitContext): ServedHost[] {
  const ofGateways = resolved.gateways.flatMap(({ spec, place }) =>
    servedHosts(spec).map((host): ServedHost => ({
      host,
      // A gateway that names no hosts serves every host.
      place: [...place, ...hostPlace(spec, host)],
    })),
  );
  const ofServices = resolved.services.flatMap(({ name, host: own, exposures }) =>
    exposures.flatMap(({ hosts, place, gateway }) =>
      hosts
        .filter((host) => host !== own && !gateway.hosts.includes(host))
        .map((host): ServedHost => ({
          host,
          place: place.length > 0 ? place : ["services", name],
        })),
    ),
  );
  return [...ofGateways, ...ofServices];
}
