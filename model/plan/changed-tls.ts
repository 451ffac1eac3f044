// Changes of where TLS ends that lose requests if one update makes them.
import { identity, objectName, type LiveObject } from "../live-object";
import { gatewayManifest, type GatewayArgs, type GatewayManifest } from "../manifests/gateway";
import type { VirtualServiceManifest } from "../manifests/virtual-service";

/**
 * The hosts whose TLS a live Gateway ends and a planned one passes on, or the other way round, in
 * words with the fix. An update writes Gateways before routes, so in between the routes would be of
 * the other kind, and no connection would lead anywhere.
 *
 * @param args the planned Gateways of one cluster
 */
export function changedTls(args: readonly GatewayArgs[], live: readonly LiveObject[]): string[] {
  const routed = new Set(
    live
      .filter(({ kind }) => kind === "VirtualService")
      .flatMap((object) => (object as unknown as VirtualServiceManifest).spec.hosts ?? []),
  );
  return args.map(gatewayManifest).flatMap((planned) => {
    const is = live.find((object) => identity(object) === identity(planned));
    if (!is) return [];
    const before = passingByHost(is as unknown as GatewayManifest);
    const changed = [...passingByHost(planned)].filter(
      ([host, passes]) => routed.has(host) && (before.get(host) ?? passes) !== passes,
    );
    return [true, false].flatMap((passes) => {
      const hosts = changed.filter(([, one]) => one === passes).map(([host]) => host);
      if (hosts.length === 0) return [];
      const [now, was] = passes ? ["pass on", "ends"] : ["end", "passes on"];
      return [
        `${objectName(planned)} would ${now} the TLS of ${hosts.join(", ")}, which it ${was} now: no connection would lead to a service until the routes have changed, too. ` +
          "Serve the application under another host or gateway, and remove this host when no caller uses it",
      ];
    });
  });
}

/** Whether TLS is passed on, by host; hosts without TLS are left out. */
function passingByHost({ spec }: GatewayManifest): Map<string, boolean> {
  return new Map(
    (spec.servers ?? []).flatMap(({ hosts, tls }): [string, boolean][] =>
      tls?.mode === undefined
        ? []
        : hosts.map((host) => [host.split("/").at(-1) ?? host, tls.mode === "PASSTHROUGH"]),
    ),
  );
}
