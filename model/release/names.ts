// The forms of names that Kubernetes allows, and the names of the objects of a release.
import type { Release, ServiceSpec } from "./release";
import { servicePorts } from "./ports";

/** A DNS label of RFC 1123: cluster, namespace and route names. */
export const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** A DNS label of RFC 1035, which Services need: it begins with a letter. */
export const serviceName = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * Name of a container's port: lower-case letters, digits and single '-', at most 15 characters, with
 * a letter (IsValidPortName in Kubernetes' apimachinery/pkg/util/validation).
 */
export const containerPortName = /^(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$/;

/** A Kubernetes label value that is not empty: the form of a `version` label. */
export const labelValue = /^[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;

/**
 * Name of a version's subset. A label value may hold capitals, dots and underscores, but a subset's
 * name must be a DNS label, so `1.2_RC` becomes `1-2-rc`. Two versions of a service with one subset
 * name are a mistake.
 */
export function subsetName(version: string): string {
  return version.toLowerCase().replace(/[^a-z0-9-]/g, "-");
}

/**
 * Name of the objects that belong to one version of a service: its Deployment and its
 * DestinationRule.
 */
export function versionedName(service: string, version: string): string {
  return `${service}-${subsetName(version)}`;
}

/** The end of the full host of every Service of the mesh. */
export const clusterDomain = ".svc.cluster.local";

/** Whether a host is the full one of a Service. */
export function isServiceHost(host: string): boolean {
  return host.endsWith(clusterDomain);
}

/**
 * Fully qualified host of a service; a short host would depend on the namespace of the rule that
 * names it.
 */
export function serviceHost(service: string, namespace: string): string {
  return `${service}.${namespace}${clusterDomain}`;
}

/** Name of the release's Gateway. */
export function gatewayName(release: Pick<Release, "namespace" | "gateway">): string {
  return release.gateway?.name ?? `${release.namespace}-gateway`;
}

/** Namespace of the release's Gateway. */
export function gatewayNamespace(release: Pick<Release, "namespace" | "gateway">): string {
  return release.gateway?.namespace ?? release.namespace;
}

/** A host as a part of a name, where it has neither dots nor `*`. */
export function hostInName(host: string): string {
  return host.replace("*", "any").replaceAll(".", "-");
}

/** Name of the VirtualService that holds a delegated service's host inside the mesh. */
export function meshRootName(service: string): string {
  return `${service}-mesh`;
}

/**
 * Name of the route that takes the requests that no other route of a service takes. With several
 * ports, model/routes/port-branches.ts puts the name of the port before it.
 */
export function defaultRoute(service: ServiceSpec): string {
  const [port, ...more] = servicePorts(service);
  return service.defaultRoute ?? (port && more.length === 0 ? port.name : "default");
}

/** The full name of a Gateway that a VirtualService of a namespace names; `mesh` stays. */
export function fullGateway(name: string, namespace: string | undefined): string {
  return name === "mesh" || name.includes("/") ? name : `${namespace}/${name}`;
}
