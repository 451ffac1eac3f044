// The rule on servers of Gateways: no two servers share a port and a host. GR225.
import type { RuleFinding } from "../finding";
import type { Planned, PlannedObjects } from "../planned-objects";
import type { GatewayManifest } from "../../manifests/gateway";
import { serviceHost } from "../../release/names";
import type { Path } from "../../problem";
import type { Release } from "../../release/release";

type Server = NonNullable<GatewayManifest["spec"]["servers"]>[number];

interface Listener {
  readonly of: Planned<GatewayManifest>;
  readonly server: Server;
}

/** Finds servers that take the same port for the same host on the pods of one ingress gateway. */
export function gateways({ clusters, release }: PlannedObjects): RuleFinding[] {
  return clusters.flatMap((cluster) => {
    const seen: Listener[] = [];
    return cluster.gateways.flatMap((of) =>
      (of.manifest.spec.servers ?? []).flatMap((server): RuleFinding[] => {
        const own = { of, server };
        const other = seen.find((one) => conflict(one, own));
        seen.push(own);
        if (!other) return [];
        const { name, namespace } = other.of.manifest.metadata;
        return [
          {
            code: "GR225",
            origin: originOfServer(release, own),
            on: of,
            given: `port ${server.port.number} for ${server.hosts.join(", ")}, which a server of ${namespace}/${name} has too`,
            allowed: "each port and host once on the pods of an ingress gateway",
            fix: "choose another port, or other hosts",
          },
        ];
      }),
    );
  });
}

/**
 * Only HTTP, and TLS with a name, have hosts that tell connections apart; other servers need a port
 * of their own.
 */
function conflict(one: Listener, other: Listener): boolean {
  if (selector(one) !== selector(other)) return false;
  if (one.server.port.number !== other.server.port.number) return false;
  const protocols = [one, other].map(({ server }) => server.port.protocol.toUpperCase());
  if (protocols.includes("TCP") || protocols[0] !== protocols[1]) return true;
  return one.server.hosts.some((host) => other.server.hosts.includes(host));
}

function selector({ of }: Listener): string {
  return JSON.stringify(Object.entries(of.manifest.spec.selector ?? {}).sort());
}

/** The place of a TCP port is the service to which the port leads. */
function originOfServer({ services, namespace }: Release, { of, server }: Listener): Path {
  const service = Object.keys(services).find((name) =>
    server.hosts.some((host) => host.split("/").at(-1) === serviceHost(name, namespace)),
  );
  return service === undefined ? of.origin : ["services", service, "expose", "port"];
}
