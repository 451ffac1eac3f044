// Changes of a Service's ports that lose requests while pods and routes are those of before.
import type { DeploymentManifest } from "../manifests/deployment";
import type { ServiceManifest } from "../manifests/service";
import type { VirtualServiceManifest } from "../manifests/virtual-service";
import { identity, objectName, type LiveObject } from "../live-object";
import { serviceHost } from "../release/names";
import { carries, type Labels } from "../release/labels";
import { looksAtCaller } from "../routes/alternatives";

type ServicePort = NonNullable<ServiceManifest["spec"]["ports"]>[number];

/**
 * The changes of ports that one update can't make, in words with the fix. An update applies Services
 * before pods and routes. So pods of before must have the port to which a Service leads from then
 * on, and a Service must keep the ports to which a gateway still sends requests.
 */
export function movedPorts(
  planned: readonly ServiceManifest[],
  live: readonly LiveObject[],
): string[] {
  return planned.flatMap((service) => {
    const is = live.find((object) => identity(object) === identity(service));
    if (!is) return [];
    return [
      ...otherTargets(service, is as unknown as ServiceManifest, live),
      ...lostPorts(service, live),
    ];
  });
}

/** Ports that lead to a port of the pods which running pods do not have. */
function otherTargets(
  service: ServiceManifest,
  { spec: before }: ServiceManifest,
  live: readonly LiveObject[],
): string[] {
  const pods = live
    .filter(({ kind, metadata }) => {
      return kind === "Deployment" && metadata.namespace === service.metadata.namespace;
    })
    .map((object) => object as unknown as DeploymentManifest)
    .filter(({ spec }) => spec.replicas !== 0)
    .filter(({ spec }) =>
      carries(spec.template.metadata?.labels ?? {}, before.selector ?? service.spec.selector ?? {}),
    );
  return (service.spec.ports ?? []).flatMap((port) => {
    const old = before.ports?.find((one) => one.port === port.port);
    const target = targetOf(port);
    if (!old || targetOf(old) === target) return [];
    const lacking = pods.filter((one) => !hasPort(one, target));
    if (lacking.length === 0) return [];
    return [
      `${objectName(service)} would lead port ${port.port} to ${target}, a port that running pods do not have: ${lacking.map(objectName).join(", ")}. ` +
        "Give the pods this port first, in `pod` of each version, and change targetPort with the next update; " +
        "if versions listen on different numbers, give the port one name in all of them and write the name in targetPort",
    ];
  });
}

function targetOf({ port, targetPort }: ServicePort): number | string {
  return targetPort ?? port;
}

/** Whether pods have a port; pods that list none may listen on any number. */
function hasPort({ spec }: DeploymentManifest, target: number | string): boolean {
  const ports = (spec.template.spec?.containers ?? []).flatMap((one) => one.ports ?? []);
  if (ports.length === 0) return typeof target === "number";
  return ports.some(({ name, containerPort }) => [name, containerPort].includes(target));
}

/** Ports that the Service loses while routes at a gateway still lead to them. */
function lostPorts(service: ServiceManifest, live: readonly LiveObject[]): string[] {
  const { metadata, spec } = service;
  const kept = new Set((spec.ports ?? []).map(({ port }) => port));
  const host = serviceHost(metadata.name, metadata.namespace ?? "");
  return live
    .filter((object) => object.kind === "VirtualService")
    .flatMap((object) => {
      const lost = gatewayPorts(object as unknown as VirtualServiceManifest, host).filter(
        (port) => !kept.has(port),
      );
      if (lost.length === 0) return [];
      return [
        `${objectName(service)} would lose the port ${[...new Set(lost)].join(", ")}, to which ${objectName(object)} still leads requests of the gateway. ` +
          "Declare both ports in `ports`, name the new one in expose.servicePort, and remove the old one with the next update",
      ];
    });
}

/** The ports of a host to which routes that act at some gateway lead. */
function gatewayPorts({ spec }: VirtualServiceManifest, host: string): number[] {
  const { hosts = [], gateways = ["mesh"], http = [], tcp = [], tls = [] } = spec;
  // Gateways of the root VirtualService hold for a delegate.
  const somewhere = hosts.length === 0 || gateways.some((name) => name !== "mesh");
  if (!somewhere) return [];
  return [...http, ...tcp, ...tls]
    .filter(({ match = [] }) => match.length === 0 || match.some(actsAtGateway))
    .flatMap(({ route = [] }) => route)
    .flatMap(({ destination }) =>
      destination?.host === host && destination.port?.number ? [destination.port.number] : [],
    );
}

function actsAtGateway(match: {
  readonly gateways?: readonly string[];
  readonly sourceLabels?: Labels;
  readonly sourceNamespace?: string;
}): boolean {
  const { gateways = [] } = match;
  return gateways.length === 0 ? !looksAtCaller(match) : gateways.some((name) => name !== "mesh");
}
