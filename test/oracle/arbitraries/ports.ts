// Draws the ports of services, and what outside of a release answers on them.
import type { PortSpec, Protocol, ServiceSpec } from "../../../model/release/release";
import type { OutsideSpec } from "../../../model/release/routing";
import { present, type Draw } from "./draw";
import type { Exposing } from "./exposure";

/** What decides about the ports of a service. */
interface Framed {
  readonly protocol: Protocol;
  readonly expose: Exposing;
}

/** The keys of a service that say its ports. */
export type Ports = Pick<ServiceSpec, "port" | "protocol" | "targetPort" | "portName" | "ports">;

const clientTls: readonly NonNullable<OutsideSpec["tls"]>[] = [
  true,
  false,
  { caCertificates: "/etc/corp/ca.pem", subjectAltNames: ["old.corp.example"] },
  { insecureSkipVerify: true, sni: "front.example.com" },
];

/** A Service of others, and a host outside the mesh of a service that takes requests alone. */
export function outsides(
  draw: Draw,
  { ports = [] }: Ports,
  http: boolean,
): NonNullable<ServiceSpec["outside"]> {
  const ofOthers = draw.chance(50) && ports.length === 0 ? { port: 8443 } : {};
  const requests = http && !ports.some(({ name }) => ["redis", "cache"].includes(name));
  return {
    monolith: { host: "monolith.legacy.svc.cluster.local", ...ofOthers },
    ...(requests &&
      draw.chance(60) && {
        old: present({
          host: "old.example.com",
          external: true as const,
          port: ports.length === 0 ? draw.maybe(60, () => 443) : undefined,
          tls: draw.one(clientTls),
          addresses: draw.maybe(30, () => ["198.51.100.7"]),
        }),
      }),
  };
}

/** One port in the short form, or several, of which the first speaks the service's protocol. */
export function declaredPorts(
  draw: Draw,
  { protocol, expose }: Pick<Framed, "protocol" | "expose">,
): Ports {
  const port = draw.one([80, 5000, 8080, 9090]);
  if (!draw.chance(40))
    return {
      port,
      ...present({
        protocol: protocol === "http" && draw.chance(50) ? undefined : protocol,
        targetPort: draw.maybe(30, () => draw.whole(1, 65535)),
        portName: draw.maybe(20, () => draw.one([protocol, `${protocol}-main`])),
      }),
    };
  const http: readonly PortSpec[] = [
    { name: "grpc", port: 6565 },
    { name: "metrics", port: 9797, targetPort: draw.whole(1, 65535) },
    { name: "http2-admin", port: 9901 },
  ];
  // Where the gateway leads to requests, arbitraries.ts adds ports for connections.
  const tcp: readonly PortSpec[] = [
    { name: "redis", port: 6379 },
    { name: "cache", port: 11211, protocol: "tcp" },
  ];
  const more = protocol === "tcp" ? tcp : [...http, ...(expose ? [] : tcp)];
  const name = draw.one([protocol, "main"]);
  return {
    ports: [{ name, port, protocol }, ...draw.some(more).filter((one) => one.name !== name)],
  };
}

/** The versions, whose probes by name ask for the first port where ports have names. */
export function probed(
  versions: ServiceSpec["versions"],
  { ports }: Ports,
): ServiceSpec["versions"] {
  const [first] = ports ?? [];
  if (!first) return versions;
  return Object.fromEntries(
    Object.entries(versions).map(([name, version]) => {
      const { readinessProbe: probe } = version;
      if (typeof probe?.httpGet?.port !== "string") return [name, version];
      const httpGet = { ...probe.httpGet, port: first.name };
      return [name, { ...version, readinessProbe: { ...probe, httpGet } }];
    }),
  );
}

/** Names of ports that a route can name: those of the service's main kind. */
export function portNames({ ports = [] }: Ports, http: boolean): string[] {
  const tcp = ["redis", "cache"];
  return ports.map(({ name }) => name).filter((name) => !http || !tcp.includes(name));
}
