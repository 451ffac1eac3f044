// The rule on servers of Gateways: no two servers share a port and a host, and none lies in the
// wildcard of another certificate. GR225 and GR305.
import type { RuleFinding } from "../finding";
import type { Planned, PlannedObjects } from "../planned-objects";
import type { GatewayManifest } from "../../manifests/gateway";
import { serves } from "../../plan/exposure";
import { serviceHost } from "../../release/names";
import type { Path } from "../../problem";
import type { Release } from "../../release/release";

type Server = NonNullable<GatewayManifest["spec"]["servers"]>[number];

interface Listener {
  readonly of: Planned<GatewayManifest>;
  readonly server: Server;
}

/**
 * Finds servers that take the same port for the same host on the pods of one ingress gateway, and
 * those to which browsers send requests over a connection with another one.
 */
export function gateways({ clusters, release }: PlannedObjects): RuleFinding[] {
  return clusters.flatMap((cluster) => {
    const seen: Listener[] = [];
    const all = cluster.gateways.flatMap((of) =>
      (of.manifest.spec.servers ?? []).map((server): Listener => ({ of, server })),
    );
    return [
      ...all.flatMap((own) => covered(own, all)),
      ...all.flatMap((own): RuleFinding[] => {
        const { of, server } = own;
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
    ];
  });
}

/**
 * Browsers use a connection again for each host that its certificate covers, and a gateway looks for
 * the host among those of the connection's server
 * (https://istio.io/latest/docs/ops/common-problems/network-issues/#404-errors-occur-when-multiple-gateways-configured-with-same-tls-certificate).
 */
function covered(own: Listener, all: readonly Listener[]): RuleFinding[] {
  const other = all.find(
    (one) =>
      one !== own &&
      isTls(one) &&
      isTls(own) &&
      selector(one) === selector(own) &&
      one.server.port.number === own.server.port.number &&
      hostsIn(own).some((host) => hostsIn(one).some((wide) => wide !== host && covers(wide, host))),
  );
  if (!other) return [];
  const [name, wide] = [own, other].map(({ server }) => server.tls?.credentialName ?? "");
  return [
    {
      code: "GR305",
      origin: [...own.of.origin, "tls"],
      on: own.of,
      given: `${hostsIn(own).join(", ")} with the certificate ${name}, inside ${hostsIn(other).join(", ")} with ${wide}`,
      allowed: "a host outside the wildcards of other certificates, where browsers call both",
      fix: `serve both by the certificate ${wide}, or give the wildcard a certificate that covers no host of the other`,
    },
  ];
}

function isTls({ server }: Listener): boolean {
  return server.tls?.credentialName !== undefined;
}

function hostsIn({ server }: Listener): string[] {
  return server.hosts.map((host) => host.split("/").at(-1) ?? host);
}

/** Whether a wildcard of a certificate covers a host: one label, and never every host. */
function covers(wide: string, host: string): boolean {
  return wide.startsWith("*.") && serves(wide, host);
}

/**
 * Only HTTP, and TLS with a name, have hosts that tell connections apart; other servers need a port
 * of their own.
 */
function conflict(one: Listener, other: Listener): boolean {
  if (selector(one) !== selector(other)) return false;
  if (one.server.port.number !== other.server.port.number) return false;
  const protocols = [one, other].map(({ server }) => server.port.protocol.toUpperCase());
  // TLS that ends here and TLS that is passed on are told apart by the host alike.
  const kinds = protocols.map((protocol) => (protocol === "TLS" ? "HTTPS" : protocol));
  if (kinds.includes("TCP") || kinds[0] !== kinds[1]) return true;
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
