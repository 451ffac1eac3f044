/** Finds the places at which VirtualServices act: hosts at servers of gateways, and in the mesh. Pure. */
import { fullHost } from "../../adopt/decide/hosts";
import type { Around, RoutesAt } from "./around";
import { hostsAt, onOnePod, type KnownGateway, type KnownServer } from "./gateway";
import type { Place } from "./reach";

/** A place at an ingress gateway. */
export interface GatewayPlace extends Place {
  /** Left out: the Gateway is not known, so the hosts are those that the VirtualService names. */
  readonly at?: { readonly gateway: KnownGateway; readonly server: KnownServer };
}

/** The places at gateways where a VirtualService acts. */
export function gatewayPlaces(routes: RoutesAt, { gateways }: Around): GatewayPlace[] {
  const { metadata, spec = {} } = routes.object;
  const { hosts = [] } = spec;
  return routes.gateways
    .filter((name) => name !== "mesh")
    .flatMap((name): GatewayPlace[] => {
      const gateway = gateways.get(name);
      if (!gateway) {
        const speech = spec.http ? "http" : spec.tls ? "tls" : "tcp";
        return hosts.map((host) => ({ gateway: name, host: host.toLowerCase(), speech }));
      }
      return gateway.servers.flatMap((server) =>
        hostsAt(server, hosts, metadata.namespace).map((host) => ({
          gateway: name,
          host,
          speech: server.passthrough ? "tls" : server.speaks === "tcp" ? "tcp" : "http",
          at: { gateway, server },
        })),
      );
    });
}

/**
 * Whether two places are one for the proxies: the same host at the same server, or at two servers of
 * plain HTTP on one port of the same pods, which Istio merges (`mergeGateways` in Istio's
 * pilot/pkg/model/gateway.go, `buildGatewayHTTPRouteConfig` in
 * pilot/pkg/networking/core/gateway.go).
 */
export function isOnePlace(one: GatewayPlace, other: GatewayPlace): boolean {
  if (one.host !== other.host || one.speech !== other.speech) return false;
  if (!one.at || !other.at) return one.gateway === other.gateway;
  const [a, b] = [one.at, other.at];
  if (a.gateway.key === b.gateway.key) return a.server === b.server;
  return (
    a.server.speaks === "plain" &&
    b.server.speaks === "plain" &&
    a.server.port === b.server.port &&
    a.server.bind === b.server.bind &&
    onOnePod(a.gateway, b.gateway)
  );
}

/**
 * The hosts that a VirtualService has in the mesh, in full. Istio completes only names without a dot
 * (`ResolveShortnameToFQDN` in Istio's pkg/config/model.go); `cart.shop` and `cart.shop.svc` are
 * names by which callers of port 80 know the Service, so such a host takes their requests, too.
 *
 * @param on80 the hosts of the release's Services that have port 80
 */
export function meshHosts(
  { object, gateways }: RoutesAt,
  on80: ReadonlySet<string>,
): ReadonlySet<string> {
  if (!gateways.includes("mesh")) return new Set();
  const { namespace = "" } = object.metadata;
  return new Set(
    (object.spec?.hosts ?? []).map((given) => {
      const host = given.toLowerCase();
      if (!host.includes(".")) return fullHost(host, namespace);
      const [name = "", space = "", svc = "svc", ...rest] = host.split(".");
      const full = `${name}.${space}.svc.cluster.local`;
      return svc === "svc" && rest.length === 0 && on80.has(full) ? full : host;
    }),
  );
}
