/** Concludes a service and its versions from live Services and Deployments. Pure. */
import { show } from "../../../model/problem";
import type { ServiceSpec, VersionSpec } from "../../../model/release/release";
import type { OwnVersionChanges, VersionInCluster } from "../../../model/release/version-changes";
import { objectName } from "../../../model/live-object";
import type { LiveCluster, Told } from "./live";
import { budgetOf } from "./workloads/disruption-budget";
import { deploymentMetadata, serviceMetadata } from "./metadata";
import { ownChanges } from "./workloads/own-versions";
import { isTcp, portsOf, protocolOf } from "./ports";
import { same } from "./pod-difference";
import { scalingOf } from "./workloads/scaling";
import type { LiveService } from "./services-in";
import { tellDeployment } from "./tell-deployment";
import { versionOf, type VersionFrame } from "./version";

/**
 * What of a service its Services and Deployments say; routes and policies come from the mesh's
 * objects.
 */
export type ServiceFrame = Pick<
  ServiceSpec,
  | "port"
  | "ports"
  | "protocol"
  | "targetPort"
  | "portName"
  | "versions"
  | "selector"
  | "type"
  | "labels"
  | "annotations"
>;

/** Changes of versions in single clusters, by cluster and version. */
export type OwnOfService = Readonly<Record<string, Readonly<Record<string, OwnVersionChanges>>>>;

/** A service as it is declared, and what single clusters say of its versions. */
export interface FoundService {
  readonly frame: ServiceFrame;
  readonly own: OwnOfService;
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
  told: Told,
): FoundService | undefined {
  const tell = told.obstacle;
  const frames = found.map(({ service, live, versions }) =>
    portsOf(
      service,
      live,
      versions.map(({ object }) => object),
    ),
  );
  const [first] = found;
  const [frame] = frames;
  if (!first || !frame) return undefined;
  const name = first.service.metadata.name;
  for (const one of found) tellService(one, told);
  for (const [i, { live, service }] of found.entries())
    if (!same(frames[i], frame))
      tell({
        cluster: live.cluster.name,
        object: objectName(service),
        field: "spec.ports",
        why: `they differ from those of ${first.live.cluster.name}; a release has the same ones in every cluster`,
      });
  const metadata = serviceMetadata(first.service);
  for (const { live, service } of found)
    if (!same(serviceMetadata(service), metadata))
      tell({
        cluster: live.cluster.name,
        object: objectName(service),
        why: `its selector, type, labels or annotations differ from those in ${first.live.cluster.name}; a release has the same ones in every cluster`,
      });
  const declared = { ...frame, ...metadata };
  const { versions, own } = versionsOf(name, declared, found, clusters, sidecar, told);
  return { frame: { ...declared, versions }, own };
}

function tellService(
  { live, service, versions }: LiveService,
  { obstacle, change }: Pick<Told, "obstacle" | "change">,
): void {
  const { name } = service.metadata;
  const about = { cluster: live.cluster.name, object: objectName(service) };
  const deployments = versions.map(({ object }) => object);
  for (const port of service.spec.ports ?? []) {
    const field = `spec.ports[${port.port}]`;
    const { protocol, isSaid, because } = protocolOf(port, name, live, deployments);
    if (!isTcp(port))
      change({
        ...about,
        field,
        why: `a release has TCP ports only: the Service keeps its port for ${port.protocol}, outside of the declaration`,
      });
    else if (!isSaid)
      obstacle({
        ...about,
        field,
        why: `the port's name ${show(port.name)} says no protocol to Istio, which guesses then. The release takes it for ${protocol}, because ${because}, and tells Istio so`,
      });
  }
}

function versionsOf(
  service: string,
  declared: VersionFrame["declared"],
  found: readonly LiveService[],
  clusters: readonly LiveCluster[],
  sidecar: boolean,
  told: Told,
): { readonly versions: Record<string, VersionSpec>; readonly own: OwnOfService } {
  const all = found.flatMap(({ live, versions }) => versions.map((one) => ({ live, one })));
  const versions: Record<string, VersionInCluster & { clusters: string[] }> = {};
  const own: Record<string, Record<string, OwnVersionChanges>> = {};
  for (const { live, one } of all) {
    const { object, version, replacedFor } = one;
    const cluster = live.cluster.name;
    const about = { cluster, object: objectName(object) };
    tellDeployment(service, live, one, declared, told);
    const namespace = object.metadata.namespace ?? "";
    const isNew = replacedFor !== undefined;
    const { labels } = one;
    const known = { namespace, service, version, declared, sidecar };
    const frame = { ...known, isNew, ...(labels && { labels }) };
    const scaling = scalingOf(service, one, live, told);
    const { replicas, ...rest } = versionOf(object, frame);
    const count = replicas !== undefined && !scaling.autoscale ? { replicas } : {};
    const spec: VersionInCluster = {
      ...{ ...rest, ...count, ...scaling },
      ...budgetOf(service, one, live, told),
      ...deploymentMetadata(object),
    };
    const before = versions[version];
    if (!before) versions[version] = { ...spec, clusters: [cluster] };
    else {
      const { clusters: placed, ...elsewhere } = before;
      const { changes, unlike } = ownChanges(elsewhere, spec, frame);
      for (const field of unlike)
        told.obstacle({
          ...about,
          field,
          why: `it differs from that of version ${version} in ${placed[0]}; a version has the same one in all of its clusters`,
        });
      if (changes && unlike.length === 0) own[cluster] = { ...own[cluster], [version]: changes };
      if (!placed.includes(cluster)) placed.push(cluster);
    }
  }
  const declaredVersions = Object.fromEntries(
    Object.entries(versions)
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([name, { clusters: placed, ...spec }]) => [
        name,
        placed.length === clusters.length ? spec : { ...spec, clusters: placed },
      ]),
  );
  return { versions: declaredVersions, own };
}
