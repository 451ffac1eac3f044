/**
 * Finds the DestinationRules and VirtualServices of a service by the hosts that they name. Pure.
 */
import type { OutsideSpec } from "../../../model/release/routing";
import { carries, type Labels } from "../../../model/release/labels";
import { serviceHost } from "../../../model/release/names";
import type { Live, LiveCluster } from "./live";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import type { DestinationRuleManifest } from "../../../model/manifests/traffic-policy";
import { labelsOf, versionsIn } from "./versions";

/**
 * A host as a rule of a namespace names it, in full. A name without a dot is a Service of that
 * namespace.
 */
export function fullHost(host: string, namespace: string): string {
  if (host.startsWith("*")) return host;
  const [name = "", space, ...rest] = host.split(".");
  if (space === undefined) return serviceHost(name, namespace);
  const domain = rest.join(".");
  return domain === "svc" || (domain === "" && space === namespace)
    ? serviceHost(name, space)
    : host;
}

/** Whether a full host is that of a Service of a namespace. */
export function isWithin(host: string, namespace: string): boolean {
  return host.endsWith(`.${namespace}.svc.cluster.local`) || host.startsWith("*");
}

/** The rules for callers of a service in one cluster, the oldest first, as istiod merges them. */
export function rulesOf(service: string, live: LiveCluster): Live<DestinationRuleManifest>[] {
  const namespace = live.namespace.metadata.name;
  return live.destinationRules
    .filter(({ spec }) => fullHost(spec.host ?? "", namespace) === serviceHost(service, namespace))
    .sort((one, other) => created(one).localeCompare(created(other)));
}

/** The hosts to which a VirtualService leads, in full. */
export function leadsTo({ spec }: VirtualServiceManifest, namespace: string): string[] {
  const routes = [...(spec.http ?? []), ...(spec.tcp ?? []), ...(spec.tls ?? [])];
  const hosts = routes.flatMap(({ route = [] }) =>
    route.map(({ destination }) => fullHost(destination?.host ?? "", namespace)),
  );
  return [...new Set(hosts)];
}

/** The VirtualServices of a cluster that lead to a service. */
export function leadingTo(service: string, live: LiveCluster): Live<VirtualServiceManifest>[] {
  const namespace = live.namespace.metadata.name;
  return live.virtualServices.filter((one) =>
    leadsTo(one, namespace).includes(serviceHost(service, namespace)),
  );
}

/** The version behind each subset's name. */
export function subsetVersions(service: string, live: LiveCluster): ReadonlyMap<string, string> {
  const subsets = rulesOf(service, live).flatMap(({ spec }) => spec.subsets ?? []);
  const versionOf = versionsByLabels(service, live);
  return new Map(
    subsets
      .flatMap(({ name, labels }) => {
        const version = versionOf(labels ?? {});
        return name && version !== undefined ? [[name, version] as const] : [];
      })
      // The first of two with one name wins, as in istiod.
      .reverse(),
  );
}

/**
 * The version whose pods have some labels, of the pods of a service in a cluster; undefined where
 * pods of several versions have them.
 *
 * @returns for labels without a running pod, the version that the label `version` alone names
 */
export function versionsByLabels(
  service: string,
  live: LiveCluster,
): (labels: Labels) => string | undefined {
  const selector = live.services.find(({ metadata }) => metadata.name === service)?.spec.selector;
  const deployments = selector
    ? live.deployments.filter((one) => carries(labelsOf(one), selector))
    : [];
  const versions = versionsIn(service, selector ?? {}, deployments, live.deployments);
  return (labels) => {
    const found = versions.filter(({ object }) => carries(labelsOf(object), labels));
    const names = [...new Set(found.map(({ version }) => version))];
    if (names.length > 0) return names.length === 1 ? names[0] : undefined;
    return Object.keys(labels).join() === "version" ? labels.version : undefined;
  };
}

function created({ metadata }: { readonly metadata: object }): string {
  return String((metadata as { creationTimestamp?: string }).creationTimestamp ?? "");
}

/** A destination as a live route has it. */
export interface LiveDestination {
  readonly host?: string;
  readonly subset?: string;
  readonly port?: { readonly number?: number };
}

/** Destinations outside of the release by the names that they get. */
export type Outside = Readonly<Record<string, FoundDestination>>;

/** A destination outside of the release. */
export interface FoundDestination {
  /** Tells it from others. */
  readonly key: string;
  readonly spec: OutsideSpec;
}

/** What tells a destination outside of the release from others. */
export function outsideKey(
  { host = "", subset, port }: LiveDestination,
  namespace: string,
): string {
  return JSON.stringify([fullHost(host, namespace), port?.number, subset]);
}
