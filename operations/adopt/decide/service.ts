/** Concludes a service and its versions from live Services and Deployments. Pure. */
import type { DeploymentManifest } from "../../../model/manifests/deployment";
import type { ServiceManifest } from "../../../model/manifests/service";
import { versionedName } from "../../../model/release/names";
import { carries } from "../../../model/release/labels";
import { show } from "../../../model/problem";
import type { Protocol, ServiceSpec, VersionSpec } from "../../../model/release/release";
import { objectName } from "../../../model/live-object";
import type { Live, LiveCluster, Tell } from "./live";
import { same } from "./pod-difference";
import { versionOf } from "./version";

/** A Service and the Deployments whose pods it selects, in one cluster. */
export interface LiveService {
  readonly live: LiveCluster;
  readonly service: Live<ServiceManifest>;
  readonly deployments: readonly Live<DeploymentManifest>[];
}

/**
 * What of a service its Services and Deployments say; routes and policies come from the mesh's
 * objects.
 */
export type ServiceFrame = Pick<
  ServiceSpec,
  "port" | "protocol" | "targetPort" | "portName" | "versions"
>;

/** The Services of a cluster that select the pods of at least one version. */
export function servicesIn(live: LiveCluster): LiveService[] {
  return live.services.flatMap((service) => {
    const { selector } = service.spec;
    if (!selector || Object.keys(selector).length === 0) return [];
    const deployments = live.deployments.filter((one) => carries(labelsOf(one), selector));
    return deployments.some((one) => labelsOf(one).version) ? [{ live, service, deployments }] : [];
  });
}

/** The labels of a Deployment's pods. */
export function labelsOf({ spec }: DeploymentManifest): Readonly<Record<string, string>> {
  return spec.template.metadata?.labels ?? {};
}

/**
 * A service as it is declared, from its Service and Deployments in all clusters.
 *
 * @param found the same Service in each cluster that has it
 * @param sidecar whether the release gives its pods sidecars
 */
export function serviceFrame(
  found: readonly LiveService[],
  clusters: readonly LiveCluster[],
  sidecar: boolean,
  tell: Tell,
): ServiceFrame | undefined {
  const frames = found.map(({ service }) => portsOf(service));
  const [first] = found;
  const [frame] = frames;
  if (!first || !frame) return undefined;
  const name = first.service.metadata.name;
  for (const one of found) tellService(one, tell);
  for (const [i, { live, service }] of found.entries())
    if (!same(frames[i], frame))
      tell({
        cluster: live.cluster.name,
        object: objectName(service),
        field: "spec.ports",
        why: `they differ from those of ${first.live.cluster.name}; a release has the same ones in every cluster`,
      });
  const targetPort = targetPortOf(found, frame);
  return {
    port: frame.port,
    ...(frame.protocol !== "http" && { protocol: frame.protocol }),
    ...(targetPort !== frame.port && { targetPort }),
    ...(frame.portName !== `${frame.protocol}-${frame.port}` && { portName: frame.portName }),
    versions: versionsOf(name, found, clusters, { targetPort, sidecar }, tell),
  };
}

interface Ports {
  readonly port: number;
  readonly protocol: Protocol;
  readonly portName: string;
  readonly target: unknown;
}

const protocols = /^(http2|http|grpc|tcp)(-|$)/;

function portsOf({ spec }: ServiceManifest): Ports {
  const [port] = spec.ports ?? [];
  const protocol = (protocols.exec(port?.name ?? "")?.[1] ?? "http") as Protocol;
  return {
    port: port?.port ?? 80,
    protocol,
    portName: protocols.test(port?.name ?? "")
      ? (port?.name ?? "")
      : `${protocol}-${port?.port ?? 80}`,
    target: port?.targetPort ?? port?.port,
  };
}

function tellService({ live, service, deployments }: LiveService, tell: Tell): void {
  const { name, namespace = "" } = service.metadata;
  const about = { cluster: live.cluster.name, object: objectName(service) };
  const [port, ...more] = service.spec.ports ?? [];
  if (!protocols.test(port?.name ?? ""))
    tell({
      ...about,
      field: "spec.ports",
      why: `the port's name ${show(port?.name)} does not begin with http, http2, grpc or tcp, from which Istio reads the protocol`,
    });
  if (more.length > 0)
    tell({
      ...about,
      field: "spec.ports",
      why: `it has ${more.length + 1} ports; a service of a release has one, so the release takes the first`,
    });
  const selected = live.deployments.filter((one) => labelsOf(one).app === name);
  const taken = new Set(deployments);
  if (!deployments.every((one) => labelsOf(one).app === name))
    tell({
      ...about,
      field: "spec.selector",
      why: `${show(service.spec.selector)} selects pods whose label app is not ${name}, by which a release selects them`,
    });
  else if (selected.some((one) => !taken.has(one)))
    tell({
      ...about,
      field: "spec.selector",
      why: `${show(service.spec.selector)} leaves out pods in ${namespace} with the label app: ${name}, by which a release selects them`,
    });
}

/** A target port by name is a port of the containers. */
function targetPortOf(found: readonly LiveService[], { target, port }: Ports): number {
  if (typeof target === "number") return target;
  const named = found
    .flatMap(({ deployments }) => deployments)
    .flatMap(({ spec }) => spec.template.spec?.containers ?? [])
    .flatMap(({ ports = [] }) => ports)
    .find(({ name }) => name === target);
  return named?.containerPort ?? port;
}

function versionsOf(
  service: string,
  found: readonly LiveService[],
  clusters: readonly LiveCluster[],
  pods: { readonly targetPort: number; readonly sidecar: boolean },
  tell: Tell,
): Record<string, VersionSpec> {
  const all = found.flatMap(({ live, deployments }) => deployments.map((one) => ({ live, one })));
  const versions: Record<string, VersionSpec & { clusters: string[] }> = {};
  for (const { live, one } of all) {
    const { version } = labelsOf(one);
    const about = { cluster: live.cluster.name, object: objectName(one) };
    if (version === undefined) {
      tell({
        ...about,
        field: "spec.template.metadata.labels",
        why: "its pods have no label version, and the label would replace them",
      });
      continue;
    }
    tellDeployment(service, version, live, one, tell);
    const frame = { namespace: one.metadata.namespace ?? "", service, version, ...pods };
    const spec = versionOf(one, frame);
    const known = versions[version];
    if (!known) versions[version] = { ...spec, clusters: [live.cluster.name] };
    else {
      const { clusters: placed, ...before } = known;
      if (!same(before, spec))
        tell({
          ...about,
          why: `it differs from version ${version} in ${placed[0]}; a version is the same in all of its clusters`,
        });
      placed.push(live.cluster.name);
    }
  }
  return Object.fromEntries(
    Object.entries(versions)
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([name, { clusters: placed, ...spec }]) => [
        name,
        placed.length === clusters.length ? spec : { ...spec, clusters: placed },
      ]),
  );
}

function tellDeployment(
  service: string,
  version: string,
  live: LiveCluster,
  one: Live<DeploymentManifest>,
  tell: Tell,
): void {
  const about = { cluster: live.cluster.name, object: objectName(one) };
  const wanted = versionedName(service, version);
  if (one.metadata.name !== wanted)
    tell({
      ...about,
      field: "metadata.name",
      why: `a release names it ${wanted}, and a Deployment can't be renamed: a new one would run beside it until you delete this one`,
    });
  else if (!same(one.spec.selector, { matchLabels: { app: service, version } }))
    tell({
      ...about,
      field: "spec.selector",
      why: `${show(one.spec.selector.matchLabels)} can't be changed, and a release selects by app: ${service} and version: ${version}`,
    });
  const scaled = (one.metadata.managedFields ?? []).find(
    ({ subresource }) => subresource === "scale",
  );
  if (scaled)
    tell({
      ...about,
      field: "spec.replicas",
      why: `${scaled.manager} sets it through the subresource scale: an autoscaler and a release can't both own it`,
    });
}
