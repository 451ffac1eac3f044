// The ports of a service, in one form for both ways in which a user may declare them.
import { exposeEntries } from "./gateways/declared";
import type { PortSpec, Protocol, ServiceSpec } from "./release";

/** One port of a service, after all that its declaration leaves open is decided. */
export interface ServicePort {
  /** Name of the Service's port. */
  readonly name: string;
  /** Port of the Service, 1 to 65535. */
  readonly port: number;
  readonly protocol: Protocol;
  /** Port of the container: its number, or the name of a port that `pod` declares. */
  readonly targetPort: number | string;
}

/** The parts of a service that say its ports. */
type Ports = Pick<ServiceSpec, "port" | "ports" | "protocol" | "targetPort" | "portName">;

/**
 * The ports of a service in the order of their declaration, from `ports` or from the short form
 * `port`. None, where the declaration has neither, which is a mistake (GR170).
 */
export function servicePorts(service: Ports): readonly ServicePort[] {
  const { port, ports, protocol = "http", targetPort, portName } = service;
  // A broken port that was cut out leaves a hole in the list.
  if (ports) return ports.filter(() => true).map(listed);
  if (port === undefined) return [];
  const name = portName ?? `${protocol}-${port}`;
  return [{ name, port, protocol, targetPort: targetPort ?? port }];
}

function listed({ name, port, protocol, targetPort }: PortSpec): ServicePort {
  return {
    name,
    port,
    protocol: protocol ?? protocolNamed(name) ?? "http",
    targetPort: targetPort ?? port,
  };
}

/**
 * What Istio reads from the first word of a port's name (ConvertProtocol in istiod's
 * pkg/config/kube/conversion.go), in the words of a release. Databases are connections.
 */
const words: Readonly<Record<string, Protocol>> = {
  http: "http",
  http2: "http2",
  grpc: "grpc",
  tcp: "tcp",
  mongo: "tcp",
  mysql: "tcp",
  redis: "tcp",
};

/** Words that Istio reads as protocols which no release has. */
const others: readonly string[] = ["https", "tls", "udp"];

/** All protocols that Istio reads from a port's name; it knows gRPC-Web by its two words. */
export const istioProtocols: readonly string[] = ["grpc-web", ...Object.keys(words), ...others];

/** The protocol that a port's name says; undefined if it says none that a release has. */
export function protocolNamed(name: string): Protocol | undefined {
  return words[firstWord(name)];
}

/** The protocol in a port's name that no release has; undefined if there is none. */
export function otherProtocolNamed(name: string): string | undefined {
  return others.find((word) => word === firstWord(name));
}

function firstWord(name: string): string {
  return name.split("-")[0] ?? "";
}

/**
 * The Service's field `appProtocol`, which Istio prefers to the name of the port; undefined if the
 * name says the protocol already.
 */
export function appProtocol({ name, protocol }: Pick<ServicePort, "name" | "protocol">) {
  return protocolNamed(name) === protocol ? undefined : protocol;
}

/** Whether some port of a service takes HTTP requests, gRPC calls among them. */
export function speaksHttp(service: Ports): boolean {
  return servicePorts(service).some(isHttp);
}

/** Whether some port of a service takes connections, into which Istio does not look. */
export function speaksTcp(service: Ports): boolean {
  return servicePorts(service).some((port) => !isHttp(port));
}

/** Whether a port takes HTTP requests, gRPC calls among them. */
export function isHttp({ protocol }: Pick<ServicePort, "protocol">): boolean {
  return protocol !== "tcp";
}

/**
 * The port to which the gateway leads if it leads to the service: the one that `expose` names, else
 * the first one.
 */
export function exposedPort(service: Ports & Pick<ServiceSpec, "expose">): ServicePort | undefined {
  const ports = servicePorts(service);
  // All entries of a list have the same one (GR303).
  const name = exposeEntries(service)[0]?.spec.servicePort;
  return name === undefined ? ports[0] : ports.find((port) => port.name === name);
}

/** Whether the gateway, if it leads to a service, leads to a port for connections. */
export function exposesTcp(service: Ports & Pick<ServiceSpec, "expose">): boolean {
  return exposedPort(service)?.protocol === "tcp";
}
