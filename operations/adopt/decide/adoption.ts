/** Concludes a release from the live objects of a namespace in all clusters. Pure. */
import type { Cluster } from "../../../model/release/cluster";
import { isPrimary } from "../../../model/release/cluster-role";
import { objectName } from "../../../model/live-object";
import { subsetName } from "../../../model/release/names";
import { planRelease } from "../../../model/plan/plan";
import { show } from "../../../model/problem";
import { virtualServiceManifest } from "../../../model/manifests/virtual-service";
import { routePorts } from "../../../model/routes/port-branches";
import { sidecarOffBy } from "../../../model/release/pod-sidecar";
import type { Release, ServiceSpec, VersionSpec } from "../../../model/release/release";
import type { Weights } from "../../../model/release/routing";
import { exposeOf, gatewayOf } from "./gateway";
import { leadingTo, subsetVersions } from "./hosts";
import type { LiveCluster, Obstacle, Tell } from "./live";
import { difference, same } from "./pod-difference";
import { mtlsOf, policiesIn } from "./policies";
import { routesIn } from "./routes";
import { meaning } from "./equal-routes";
import { serviceFrame, servicesIn, type LiveService } from "./service";

/** The release that runs in a namespace already, and the obstacles to declaring it. */
export interface Adoption {
  readonly release: Release;
  /** The clusters, with their roles, and their own weights where those differ. */
  readonly clusters: readonly Cluster[];
  /** What a declaration can't say or would change; none of it is lost silently. */
  readonly obstacles: readonly Obstacle[];
  /**
   * Services of the namespace that stay outside of the release, because they have no known version.
   */
  readonly left: readonly string[];
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
  const tell: Tell = (obstacle) => void obstacles.push(obstacle);
  const live = found.map((one) => ({ ...one, cluster: withRole(one, found) }));
  const namespace = live[0]?.namespace.metadata.name ?? "";
  const injection = injectionOf(live, tell);
  const sidecar = injection !== "disabled";
  const byName = grouped(live.flatMap(servicesIn));
  const mesh = live.filter(({ cluster }) => isPrimary(cluster));
  const routed = mesh.flatMap((one) =>
    [...byName.keys()].flatMap((service) =>
      leadingTo(service, one).map((routes) => ({ live: one, routes })),
    ),
  );
  const gateway = gatewayOf(routed, tell);
  const weights = new Map<string, Record<string, Weights>>();
  const services = [...byName].map(([service, all]): [string, ServiceSpec] => {
    const frame = serviceFrame(all, live, sidecar, tell) as NonNullable<
      ReturnType<typeof serviceFrame>
    >;
    const versions = Object.keys(frame.versions);
    const routes = mesh.map((one) => routesIn(service, versions, one, tell));
    const [first] = routes;
    for (const [i, { weights: own }] of routes.entries())
      if (first && !same(own, first.weights)) {
        const cluster = mesh[i]?.cluster.name ?? "";
        weights.set(cluster, { ...weights.get(cluster), [service]: own });
      }
    const policies = mesh[0] && policiesIn(service, mesh[0], tell);
    const object = first?.object;
    const route = first?.defaultRoute;
    const usual = frame.portName ?? `${frame.protocol ?? "http"}-${frame.port}`;
    const expose = object ? exposeOf(object, gateway) : false;
    const spec: ServiceSpec = {
      ...frame,
      ...(route && route !== usual && { defaultRoute: route }),
      ...(object && object.metadata.name !== service && { virtualService: object.metadata.name }),
      ...(expose !== false && { expose }),
      ...first?.policy,
      ...(first && first.routes.length > 0 && { routes: first.routes }),
      ...policies?.common,
      versions: withPolicies(frame.versions, policies?.versions ?? {}),
      weights: first?.weights ?? {},
    };
    return [service, spec];
  });
  const mtls = mtlsOf(mesh, tell);
  const release: Release = {
    name,
    namespace,
    ...(injection !== "enabled" && { injection }),
    ...(mtls !== (sidecar ? "STRICT" : "PERMISSIVE") && { mtls }),
    ...(gateway && { gateway }),
    services: Object.fromEntries(services),
  };
  const clusters = live.map(({ cluster }) => ({
    ...cluster,
    ...(weights.has(cluster.name) && { weights: weights.get(cluster.name) }),
  }));
  if (services.length > 0) compareRoutes(release, clusters, mesh, tell);
  tellPods(release, live, tell);
  const known = new Set(byName.keys());
  const left = live.flatMap((one) => one.services.map(({ metadata }) => metadata.name));
  return {
    release,
    clusters,
    obstacles: distinct(obstacles),
    left: [...new Set(left)].filter((one) => !known.has(one)),
  };
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
  const byName = new Map<string, LiveService[]>();
  for (const one of all) {
    const { name } = one.service.metadata;
    byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  return new Map([...byName].sort(([one], [other]) => one.localeCompare(other)));
}

function withPolicies(
  versions: Readonly<Record<string, VersionSpec>>,
  policies: Readonly<Record<string, object>>,
): Record<string, VersionSpec> {
  return Object.fromEntries(
    Object.entries(versions).map(([name, spec]) => [name, { ...spec, ...policies[name] }]),
  );
}

/** Reports where the release's routes would not do the same as the live routes. */
function compareRoutes(
  release: Release,
  clusters: readonly Cluster[],
  mesh: readonly LiveCluster[],
  tell: Tell,
): void {
  const plans = planRelease(release, clusters).clusters;
  for (const live of mesh) {
    const plan = plans.find(({ cluster }) => cluster.name === live.cluster.name)?.mesh;
    for (const args of plan?.routes ?? []) {
      const { spec } = virtualServiceManifest(args);
      const [object] = leadingTo(args.service, live);
      if (!object) continue;
      const { service, namespace } = args;
      const [{ port } = { port: 80 }] = routePorts(args);
      const ours = new Map(
        (plan?.subsets ?? [])
          .filter((subset) => subset.service === service)
          .map(({ version }) => [subsetName(version), version]),
      );
      const theirs = subsetVersions(service, live);
      const before = meaning(object.spec, { namespace, port, versions: theirs });
      const after = meaning(spec, { namespace, port, versions: ours });
      if (same(before, after)) continue;
      const change = difference(before, after) as Readonly<Record<string, unknown>>;
      for (const field of Object.keys(change))
        tell({
          cluster: live.cluster.name,
          object: objectName(object),
          field: `spec.${field}`,
          why: `${effectOf(field, before, after)}. Accept that with --force, or change the object first`,
        });
    }
  }
}

/** What a release would change about the requests of a VirtualService. */
function effectOf(field: string, before: object, after: object): string {
  const [now, then] = [excerpt(before, field), excerpt(after, field)];
  const joinsMesh = field === "gateways" && then.includes('"mesh"') && !now.includes('"mesh"');
  return joinsMesh
    ? "calls inside the mesh would take these routes and weights, too"
    : `the release would change this from ${now} to ${then}`;
}

function excerpt(value: object, field: string): string {
  return show((value as Readonly<Record<string, unknown>>)[field]);
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

function distinct(obstacles: readonly Obstacle[]): Obstacle[] {
  return [...new Map(obstacles.map((one) => [JSON.stringify(one), one])).values()];
}
