// Finds the pods that a destination of a route means, and the policy for them.
import type { DestinationRuleSpec } from "../../../model/istio/destination-rule-spec";
import { fullHost } from "./hosts";
import type { KubernetesObject, Labels, Target, TrafficPolicy } from "./types";

/** A destination as VirtualServices write it. */
export interface Destination {
  readonly host: string;
  readonly subset?: string;
  readonly port?: { readonly number?: number };
}

/** As much of a Service as says which pods it means and what it speaks. */
interface ServiceSpec {
  readonly selector: Labels;
  readonly ports: readonly {
    readonly name?: string;
    readonly port: number;
    readonly appProtocol?: string;
  }[];
}

/** The Service of a full host name. */
export function serviceOf(objects: readonly KubernetesObject[], host: string) {
  const found = objects.find(
    ({ kind, metadata }) =>
      kind === "Service" && host === fullHost(metadata.name, metadata.namespace ?? ""),
  );
  return found?.spec as ServiceSpec | undefined;
}

/** The ServiceEntry of a host, which selects no pods. */
function entryOf(objects: readonly KubernetesObject[], host: string): ServiceSpec | undefined {
  const entries = objects.filter(({ kind }) => kind === "ServiceEntry");
  const specs = entries.map(
    ({ spec }) => spec as { hosts: string[]; ports: { number: number; name: string }[] },
  );
  const found = specs.find(({ hosts }) => hosts.includes(host));
  return (
    found && {
      selector: {},
      ports: found.ports.map(({ number, name }) => ({ port: number, name })),
    }
  );
}

/** What Istio takes a Service's port for, by its `appProtocol`, else by its name. */
export function protocolOf(service: ServiceSpec, port: number): "http" | "tcp" {
  const found = service.ports.find((one) => one.port === port);
  const name = found?.appProtocol ?? found?.name;
  if (name === undefined) throw new Error(`no port ${port}, or none with a name`);
  const [protocol = ""] = name.split("-");
  if (["http", "http2", "grpc"].includes(protocol)) return "http";
  if (["tcp", "mongo", "mysql", "redis"].includes(protocol)) return "tcp";
  throw new Error(`Istio would have to guess the protocol of the port ${name}`);
}

/**
 * Which pods a destination means.
 *
 * @throws Error where it means none: an unknown Service or port, or a subset that no
 * DestinationRule defines
 */
export function target(
  objects: readonly KubernetesObject[],
  destination: Destination,
  namespace: string,
): Target {
  const host = fullHost(destination.host, namespace);
  const service = serviceOf(objects, host) ?? entryOf(objects, host);
  if (!service) throw new Error(`no Service ${host}`);
  const port =
    destination.port?.number ?? (service.ports.length === 1 ? service.ports[0]?.port : undefined);
  if (port === undefined || !service.ports.some((one) => one.port === port))
    throw new Error(`the Service ${host} has no port ${port}`);
  const { labels, trafficPolicy } = subsetOf(objects, host, destination.subset);
  for (const [name, value] of Object.entries(labels))
    if (service.selector[name] !== undefined && service.selector[name] !== value)
      throw new Error(`the subset ${destination.subset} of ${host} excludes all of its pods`);
  const pods = { ...service.selector, ...labels };
  return { host, port, subset: destination.subset, pods, trafficPolicy };
}

/**
 * istiod merges the rules of one host in one namespace: subsets add up, the first one's policy is
 * the host's.
 */
function subsetOf(
  objects: readonly KubernetesObject[],
  host: string,
  name: string | undefined,
): { labels: Labels; trafficPolicy: TrafficPolicy } {
  const rules = objects
    .filter(({ kind }) => kind === "DestinationRule")
    .map(({ spec, metadata }) => ({ metadata, ...(spec as DestinationRuleSpec) }))
    .filter((rule) => fullHost(rule.host ?? "", rule.metadata.namespace ?? "") === host);
  const base = rules.find(({ trafficPolicy }) => trafficPolicy)?.trafficPolicy ?? {};
  if (name === undefined) return { labels: {}, trafficPolicy: base };
  const found = rules.flatMap(({ subsets }) => subsets ?? []).filter((one) => one.name === name);
  const [subset] = found;
  if (!subset || found.length > 1)
    throw new Error(`${found.length} DestinationRules define the subset ${name} of ${host}`);
  return { labels: subset.labels ?? {}, trafficPolicy: { ...base, ...subset.trafficPolicy } };
}
