// Says which ports a declared service has, by what its types promise.
import type { ServiceSpec } from "../../../model/release/release";

/** A port of a service. */
export interface DeclaredPort {
  readonly name: string;
  readonly port: number;
  /** Whether it takes connections, into which nothing looks. */
  readonly tcp: boolean;
}

/** What the first word of a port's name says, where it says a protocol. */
const saysTcp: Readonly<Record<string, boolean>> = {
  http: false,
  http2: false,
  grpc: false,
  tcp: true,
  mongo: true,
  mysql: true,
  redis: true,
};

/** The ports of a service. */
export function portsOf(spec: ServiceSpec): DeclaredPort[] {
  const { port = NaN, protocol = "http", portName = `${protocol}-${port}` } = spec;
  if (!spec.ports) return [{ name: portName, port, tcp: protocol === "tcp" }];
  return spec.ports.map((one) => ({
    name: one.name,
    port: one.port,
    tcp: one.protocol ? one.protocol === "tcp" : (saysTcp[/^[^-]*/.exec(one.name)![0]] ?? false),
  }));
}

/** The port to which the gateway leads, if it leads to the service. */
export function portAtGateway(spec: ServiceSpec): DeclaredPort {
  const [way] = typeof spec.expose === "object" ? [spec.expose].flat() : [];
  const named = way?.servicePort;
  const [first, ...others] = portsOf(spec) as [DeclaredPort, ...DeclaredPort[]];
  return [first, ...others].find(({ name }) => name === named) ?? first;
}
