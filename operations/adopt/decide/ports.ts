/** Concludes the ports of a service and their protocols from its live Service. Pure. */
import type { ServicePort } from "kubernetes-types/core/v1";
import type { DeploymentManifest } from "../../../model/manifests/deployment";
import type { ServiceManifest } from "../../../model/manifests/service";
import { serviceHost } from "../../../model/release/names";
import { protocolNamed } from "../../../model/release/ports";
import type { PortSpec, Protocol, ServiceSpec } from "../../../model/release/release";
import type { Live, LiveCluster } from "./live";
import { fullHost } from "./hosts";

/** The keys of a service that say its ports. */
type Ports = Pick<ServiceSpec, "port" | "ports" | "protocol" | "targetPort" | "portName">;

/** The names that the short form can give a port. */
const shortName = /^(http|http2|grpc|tcp)(-[a-z0-9]([-a-z0-9]{0,55}[a-z0-9])?)?$/;

/**
 * The ports of a service: in the short form, where it has one whose name begins with its protocol,
 * or none; else in a list, with their names as they are.
 */
export function portsOf(
  service: ServiceManifest,
  live: LiveCluster,
  deployments: readonly Live<DeploymentManifest>[],
): Ports {
  const all = (service.spec.ports ?? []).filter(isTcp);
  const said = all.map((port) => ({
    ...port,
    speaks: protocolOf(port, service.metadata.name, live, deployments).protocol,
  }));
  const [first, ...more] = said;
  if (!first) return { port: 80 };
  const { name = "", port, speaks } = first;
  if (more.length === 0 && (name === "" || isShort(name, speaks))) {
    const usual = `${speaks}-${port}`;
    return {
      port,
      ...(speaks !== "http" && { protocol: speaks }),
      ...targetOf(first),
      ...(name !== "" && name !== usual && { portName: name }),
    };
  }
  return {
    ports: said.map((one): PortSpec => {
      const own = one.name ?? `${one.speaks}-${one.port}`;
      const protocol = protocolNamed(own) === one.speaks ? {} : { protocol: one.speaks };
      return { name: own, port: one.port, ...protocol, ...targetOf(one) };
    }),
  };
}

/** A release has no ports for UDP and SCTP. */
export function isTcp({ protocol = "TCP" }: ServicePort): boolean {
  return protocol === "TCP";
}

function isShort(name: string, protocol: string): boolean {
  return shortName.test(name) && name.split("-")[0] === protocol;
}

function targetOf({ port, targetPort }: ServicePort): Pick<PortSpec, "targetPort"> {
  return targetPort === undefined || targetPort === port ? {} : { targetPort };
}

/** What a port speaks, and how that is known. */
export interface PortProtocol {
  readonly protocol: Protocol;
  /** Whether Istio reads the same from the port; else the release gives the port another name. */
  readonly isSaid: boolean;
  readonly because: string;
}

/**
 * The protocol of a port, as Istio selects it: by the port's `appProtocol`, then by its name
 * (https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/). Where
 * neither says it, routes and probes do; and TCP is right for any protocol.
 */
export function protocolOf(
  port: ServicePort,
  service: string,
  live: LiveCluster,
  deployments: readonly Live<DeploymentManifest>[],
): PortProtocol {
  const said = protocolNamed(port.appProtocol ?? "") ?? protocolNamed(port.name ?? "");
  if (said) return { protocol: said, isSaid: true, because: "its name says so" };
  const routed = routedAs(service, live);
  if (routed)
    return {
      protocol: routed,
      isSaid: false,
      because: `a VirtualService has ${routed} routes to it`,
    };
  const probe = probedAs(port, deployments);
  if (probe) return { protocol: probe, isSaid: false, because: "a probe of its pods speaks it" };
  return port.port === 80 || port.port === 8080
    ? { protocol: "http", isSaid: false, because: `its number is ${port.port}` }
    : { protocol: "tcp", isSaid: false, because: "TCP is right for any protocol" };
}

function routedAs(service: string, { virtualServices, namespace }: LiveCluster) {
  const own = serviceHost(service, namespace.metadata.name);
  const leads = (routes: readonly { route?: { destination?: { host?: string } }[] }[] = []) =>
    routes.some(({ route = [] }) =>
      route.some(
        ({ destination }) => fullHost(destination?.host ?? "", namespace.metadata.name) === own,
      ),
    );
  if (virtualServices.some(({ spec }) => leads(spec.http))) return "http" as const;
  return virtualServices.some(({ spec }) => leads(spec.tcp) || leads(spec.tls))
    ? ("tcp" as const)
    : undefined;
}

function probedAs(
  { port, targetPort = port }: ServicePort,
  deployments: readonly Live<DeploymentManifest>[],
): Protocol | undefined {
  const containers = deployments.flatMap(({ spec }) => spec.template.spec?.containers ?? []);
  const probes = containers.flatMap(({ readinessProbe, livenessProbe, startupProbe }) =>
    [readinessProbe, livenessProbe, startupProbe].flatMap((one) => one ?? []),
  );
  if (probes.some(({ httpGet }) => httpGet?.port === targetPort)) return "http";
  return probes.some(({ grpc }) => grpc?.port === targetPort) ? "grpc" : undefined;
}
