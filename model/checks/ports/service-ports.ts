// Checks the ports of a service: one form, names and numbers of their own, and who names them.
import { resolveEntrances } from "../../plan/exposure";
import { exposeEntries } from "../../release/gateways/declared";
import { formatPath, listed, show, type Path, type Problem } from "../../problem";
import {
  exposedPort,
  isHttp,
  otherProtocolNamed,
  protocolNamed,
  servicePorts,
} from "../../release/ports";
import type { PortSpec, ServiceSpec } from "../../release/release";
import type { RouteSpec } from "../../release/routing";
import { alternatives, type Alternative } from "../../routes/alternatives";
import type { ServiceContext } from "../context";
import { unknownName } from "../unknown";

/** Checks `ports` of a service, and each place outside its versions that names a port. */
export function checkServicePorts(context: ServiceContext): Problem[] {
  const { name, service, locate } = context;
  const root = locate(["services", name]);
  return [
    ...checkForm(service, root),
    ...(service.ports ?? []).flatMap((port, i, all) => [
      ...checkOwn(port, all.slice(0, i), [...root, "ports", i]),
      ...checkProtocol(port, [...root, "ports", i]),
    ]),
    ...checkNamed(context),
    ...checkDelegated(context),
  ];
}

const shortForm = ["port", "protocol", "targetPort", "portName"] as const;

/** A service has the short form, or `ports`. */
function checkForm(service: ServiceSpec, root: Path): Problem[] {
  if (service.ports === undefined && service.port === undefined)
    return [
      {
        code: "GR170",
        path: formatPath([...root, "port"]),
        given: "neither port nor ports",
        allowed: "port: the port of the Service; or ports: a list, for a Service with several",
        fix: "add port, such as `port: 80`",
      },
    ];
  if (service.ports === undefined) return [];
  return shortForm
    .filter((key) => service[key] !== undefined)
    .map((key) => ({
      code: "GR170",
      path: formatPath([...root, key]),
      given: `${key}, beside ports`,
      allowed: "ports alone, or the short form of one port alone",
      fix: `write it as a part of an entry of ports, and remove ${key} here`,
    }));
}

/** Checks that no earlier port has the name or the number of this one. */
function checkOwn(port: PortSpec, earlier: readonly PortSpec[], path: Path): Problem[] {
  return (["name", "port"] as const)
    .filter((key) => earlier.some((other) => other[key] === port[key]))
    .map((key) => ({
      code: "GR171",
      path: formatPath([...path, key]),
      given: `${show(port[key])}, the ${key === "name" ? "name" : "number"} of an earlier port too`,
      allowed: "a name and a number of its own for each port of the service",
      fix: key === "name" ? "rename one of the two ports" : "remove one of the two ports",
    }));
}

/** A name that says one protocol for a port of another one misleads the readers of the Service. */
function checkProtocol({ name, protocol }: PortSpec, path: Path): Problem[] {
  const about = { code: "GR111", path: formatPath([...path, "name"]) } as const;
  const other = otherProtocolNamed(name);
  if (other === "udp" || (other !== undefined && protocol !== "tcp"))
    return [
      {
        ...about,
        given: `${show(name)}, from which Istio reads the protocol ${other}`,
        allowed: "a port of the protocol http, http2, grpc or tcp",
        fix:
          other === "udp"
            ? "rename the port, or remove it: a release splits no UDP"
            : "add `protocol: tcp`: proxies then pass the TLS of the application on as connections",
      },
    ];
  const said = protocolNamed(name);
  if (protocol === undefined || said === undefined || said === protocol) return [];
  return [
    {
      ...about,
      given: `${show(name)}, for the protocol ${protocol}`,
      allowed: "a name that begins with the protocol, or with no protocol",
      fix: `rename the port, such as ${protocol}-${name}, or set \`protocol: ${said}\``,
    },
  ];
}

/** Checks the conditions of routes and `expose` where they name a port. */
function checkNamed({ name, service, locate }: ServiceContext): Problem[] {
  const ports = servicePorts(service);
  const known = ports.map((port) => port.name);
  // A service without ports has a problem of its own (GR170).
  if (known.length === 0) return [];
  const root = locate(["services", name]);
  const unknown = (port: string, path: Path): Problem[] => {
    if (known.includes(port)) return [];
    const otherwise = `name one of ${listed(known)}, or add the port to \`ports\``;
    return [unknownName({ code: "GR172", path, what: "port", name: port, known, otherwise })];
  };
  const { routes = [] } = service;
  const exposed = exposedPort(service)?.name;
  return [
    ...exposeEntries(service).flatMap(({ spec: { servicePort }, place }) =>
      servicePort === undefined
        ? []
        : unknown(servicePort, [...root, "expose", ...place, "servicePort"]),
    ),
    ...routes
      .flatMap(placedMatches)
      .flatMap(({ match: { port, from }, path: place }): Problem[] => {
        if (port === undefined) return [];
        const path = [...root, ...place, "port"];
        if (!known.includes(port)) return unknown(port, path);
        if (from !== "gateway" || port === exposed || !service.expose) return [];
        return [
          {
            code: "GR123",
            path: formatPath(path),
            given: `${show(port)}, for requests that come through the gateway`,
            allowed: `${exposed}: the gateway leads to no other port of the service`,
            fix: `name it in expose.servicePort, or remove \`from: gateway\``,
          },
        ];
      }),
  ];
}

/** The matches of a route, with their paths inside the service. */
function placedMatches({ match }: RouteSpec, i: number): Alternative[] {
  return alternatives(match).map(({ match: one, path }) => ({
    match: one,
    path: ["routes", i, "match", ...path],
  }));
}

/** A root VirtualService delegates requests, and no connections. */
function checkDelegated({ name, service, release, locate }: ServiceContext): Problem[] {
  const tcp = servicePorts(service).filter((port) => !isHttp(port));
  if (tcp.length === 0 || !service.expose) return [];
  const entrance = resolveEntrances(release).services.find((one) => one.name === name);
  if (!entrance?.delegated) return [];
  return [
    {
      code: "GR175",
      path: formatPath(locate(["services", name, "expose"])),
      given: `the port ${tcp.map((port) => port.name).join(", ")} for connections, in a service whose hosts a root VirtualService holds`,
      allowed: "hosts other than * that lead to this service alone, without paths and lanes",
      fix: `give ${show(name)} hosts of its own, such as expose: {hosts: [${name}.example.com]}, or declare the port as a service of its own`,
    },
  ];
}
