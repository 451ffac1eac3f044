/** Concludes a release from the live objects of a namespace in all clusters. Pure. */
import { groups } from "../../../model/groups";
import type { Cluster } from "../../../model/release/cluster";
import { isPrimary } from "../../../model/release/cluster-role";
import { objectName } from "../../../model/live-object";
import { resolveEntrances } from "../../../model/plan/exposure";
import { show } from "../../../model/problem";
import { defaultRoute } from "../../../model/release/names";
import { speaksHttp } from "../../../model/release/ports";
import { sidecarOffBy } from "../../../model/release/sidecars";
import type { Release, ServiceSpec, VersionSpec } from "../../../model/release/release";
import type { Weights } from "../../../model/release/routing";
import { compareObjects } from "./compare-objects";
import { comparePolicies } from "./compare-policies";
import { compareRoutes } from "./compare-routes";
import { expressible } from "./expressible";
import { exposeOf, gatewaysOf } from "./gateway";
import { leadingTo, type Outside } from "./hosts";
import type { LiveCluster, Obstacle, Replacement, Tell, Told } from "./live";
import { same } from "./pod-difference";
import { mtlsOf, ofConnections, policiesIn } from "./policies";
import { outsideOf } from "../outside";
import { routesIn } from "./routes";
import { serviceFrame, type FoundService } from "./service";
import { servicesIn, type LeftService, type LiveService } from "./services-in";

/** The release that runs in a namespace already, and the obstacles to declaring it. */
export interface Adoption {
  readonly release: Release;
  /** The clusters, with their roles, and their own weights and versions where those differ. */
  readonly clusters: readonly Cluster[];
  /** What a declaration can't say or would change; none of it is lost silently. */
  readonly obstacles: readonly Obstacle[];
  /** Deployments whose pods an update replaces, once. */
  readonly replacements: readonly Replacement[];
  /** What an update changes beside, without an effect on requests. */
  readonly changes: readonly Obstacle[];
  /** Services of the namespace that stay outside of the release. */
  readonly left: readonly LeftService[];
}

/**
 * The release that runs in a namespace, whichever tool wrote it: a declaration that makes the same
 * objects.
 *
 * @param name of the release
 * @param found the namespace in each cluster
 */
export function adopt(name: string, found: readonly LiveCluster[]): Adoption {
  const obstacles: Obstacle[] = [];
  const changes: Obstacle[] = [];
  const replacements: Replacement[] = [];
  const tell: Tell = (obstacle) => void obstacles.push(obstacle);
  const told: Told = {
    obstacle: tell,
    change: (change) => void changes.push(change),
    replaced: (one) => void replacements.push(one),
  };
  const live = found.map((one) => ({ ...one, cluster: withRole(one, found) }));
  const namespace = live[0]?.namespace.metadata.name ?? "";
  const injection = injectionOf(live, tell);
  const sidecar = injection !== "disabled";
  const read = live.map(servicesIn);
  const byName = grouped(read.flatMap(({ services }) => services));
  const mesh = live.filter(({ cluster }) => isPrimary(cluster));
  const routed = mesh.flatMap((one) =>
    [...byName.keys()].flatMap((service) =>
      leadingTo(service, one).map((routes) => ({ live: one, routes })),
    ),
  );
  const gateways = gatewaysOf(routed, tell);
  const weights = new Map<string, Record<string, Weights>>();
  const ownVersions = new Map<string, NonNullable<Cluster["versions"]>>();
  const services = [...byName].map(([service, all]): [string, ServiceSpec] => {
    const { frame, own } = serviceFrame(all, live, sidecar, told) as FoundService;
    for (const [cluster, versions] of Object.entries(own))
      ownVersions.set(cluster, { ...ownVersions.get(cluster), [service]: versions });
    const versions = Object.keys(frame.versions);
    const outside = outsideOf(service, versions, frame.port, mesh, tell);
    const routes = mesh.map((one) => routesIn(service, versions, one, tell, outside));
    const [first] = routes;
    for (const [i, { weights: own }] of routes.entries())
      if (first && !same(own, first.weights)) {
        const cluster = mesh[i]?.cluster.name ?? "";
        weights.set(cluster, { ...weights.get(cluster), [service]: own });
      }
    const written = mesh[0] && policiesIn(service, mesh[0], tell);
    const policies = written && !speaksHttp(frame) ? ofConnections(written) : written;
    const object = first?.object;
    const route = first?.defaultRoute;
    const usual = defaultRoute({ ...frame, weights: {} });
    const expose = exposeOf(service, object, mesh, gateways);
    const spec: ServiceSpec = {
      ...frame,
      ...(route && route !== usual && { defaultRoute: route }),
      ...(object && object.metadata.name !== service && { virtualService: object.metadata.name }),
      ...(expose !== false && { expose }),
      ...first?.policy,
      ...(first?.mirror && { mirror: first.mirror }),
      ...(first && first.routes.length > 0 && { routes: first.routes }),
      ...policies?.common,
      versions: withPolicies(frame.versions, policies?.versions ?? {}),
      ...(Object.keys(outside).length > 0 && { outside: specsOf(outside) }),
      weights: first?.weights ?? {},
    };
    return [service, spec];
  });
  const mtls = mtlsOf(mesh, tell);
  const { release, cut } = expressible({
    name,
    namespace,
    ...(injection !== "enabled" && { injection }),
    ...(mtls !== (sidecar ? "STRICT" : "PERMISSIVE") && { mtls }),
    ...gateways,
    services: Object.fromEntries(services),
  });
  const clusters = live.map(({ cluster }) => ({
    ...cluster,
    ...(weights.has(cluster.name) && { weights: weights.get(cluster.name) }),
    ...(ownVersions.has(cluster.name) && { versions: ownVersions.get(cluster.name) }),
  }));
  const declared = withoutDelegateNames(release);
  if (services.length > 0) {
    compareRoutes(declared, clusters, mesh, told);
    comparePolicies(declared, clusters, mesh, tell);
    compareObjects(declared, clusters, live, { ...told, obstacle: unlessTold(obstacles, tell) });
  }
  // What of a service or a version had to go, the comparisons tell; not that all of it had to.
  for (const path of cut.filter((one) => wholePart.test(one)))
    tell({
      object: "The declaration",
      field: path,
      why: "no release can have this, so it is left out",
    });
  tellPods(declared, live, tell);
  return {
    release: declared,
    clusters,
    obstacles: distinct(obstacles),
    replacements: distinct(replacements),
    changes: distinct(changes),
    left: leftOut(
      read.flatMap(({ left }) => left),
      byName,
    ),
  };
}

/** The path of a whole service or version. */
const wholePart = /^services\.[^.]+(\.versions\.[^.]+)?$/;

/** Leaves out what an obstacle about the same field, or one around it, has told. */
function unlessTold(obstacles: readonly Obstacle[], tell: Tell): Tell {
  return (one) => {
    const known = obstacles.some(
      ({ cluster, object, field }) =>
        cluster === one.cluster && object === one.object && field && one.field?.startsWith(field),
    );
    if (!known) tell(one);
  };
}

/** A VirtualService to which a root VirtualService delegates can't have the name of a live one. */
function withoutDelegateNames(release: Release): Release {
  const delegated = new Set(
    resolveEntrances(release).services.flatMap((one) => (one.delegated ? [one.name] : [])),
  );
  const services = Object.entries(release.services).map(([name, spec]) => {
    const { virtualService: _live, ...rest } = spec;
    return [name, delegated.has(name) ? rest : spec] as const;
  });
  return { ...release, services: Object.fromEntries(services) };
}

function leftOut(
  all: readonly LeftService[],
  services: ReadonlyMap<string, unknown>,
): LeftService[] {
  const byName = new Map(all.map((one) => [one.name, one]));
  return [...byName.values()].filter(({ name }) => !services.has(name));
}

/** Where the mesh reads nothing, while it does elsewhere, is a remote cluster. */
function withRole(one: LiveCluster, all: readonly LiveCluster[]): Cluster {
  const reads = ({ virtualServices, destinationRules }: LiveCluster) =>
    virtualServices.length + destinationRules.length > 0;
  if (one.cluster.role !== undefined || reads(one) || !all.some(reads)) return one.cluster;
  return { ...one.cluster, role: "remote" };
}

function injectionOf(live: readonly LiveCluster[], tell: Tell): NonNullable<Release["injection"]> {
  const found = live.map(({ namespace }) => {
    const labels = namespace.metadata.labels ?? {};
    const revision = labels["istio.io/rev"];
    if (labels["istio-injection"] === "enabled") return "enabled";
    return labels["istio-injection"] === undefined && revision ? { revision } : "disabled";
  });
  const [first = "enabled"] = found;
  for (const [i, one] of found.entries())
    if (!same(one, first))
      tell({
        cluster: live[i]?.cluster.name,
        object: objectName((live[i] as LiveCluster).namespace),
        field: "metadata.labels",
        why: `injection is ${show(one)} in this cluster and ${show(first)} in ${live[0]?.cluster.name}; a release has one setting for all clusters`,
      });
  return first;
}

function grouped(all: readonly LiveService[]): Map<string, LiveService[]> {
  const byName = groups(all, ({ service }) => [service.metadata.name]);
  return new Map([...byName].sort(([one], [other]) => one.localeCompare(other)));
}

function specsOf(outside: Outside): NonNullable<ServiceSpec["outside"]> {
  return Object.fromEntries(Object.entries(outside).map(([name, { spec }]) => [name, spec]));
}

function withPolicies(
  versions: Readonly<Record<string, VersionSpec>>,
  policies: Readonly<Record<string, object>>,
): Record<string, VersionSpec> {
  return Object.fromEntries(
    Object.entries(versions).map(([name, spec]) => [name, { ...spec, ...policies[name] }]),
  );
}

/** Callers of a release speak mutual TLS, which a pod without a sidecar does not. */
function tellPods(release: Release, live: readonly LiveCluster[], tell: Tell): void {
  if (release.injection === "disabled") return;
  for (const { cluster, pods } of live)
    for (const pod of pods) {
      const { metadata, spec, status } = pod;
      const app = metadata.labels?.app ?? "";
      const own = release.services[app]?.versions[metadata.labels?.version ?? ""];
      if (own && sidecarOffBy(own) !== undefined) continue;
      if (!Object.hasOwn(release.services, app) || isOver(status?.phase)) continue;
      const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
      if (containers.some(({ name }) => name === "istio-proxy")) continue;
      tell({
        cluster: cluster.name,
        object: objectName(pod),
        why: "it has no sidecar, and callers of a release speak mutual TLS: replace it first",
      });
    }
}

function isOver(phase = ""): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

function distinct<T extends Obstacle>(all: readonly T[]): T[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
