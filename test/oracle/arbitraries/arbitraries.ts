// Generates random releases without mistakes, and the clusters that they run on.
import fc from "fast-check";
import { resolveEntrances } from "../../../model/plan/exposure";
import type { AccessSpec } from "../../../model/release/access";
import type { Cluster } from "../../../model/release/cluster";
import type { Protocol, Release, ServiceSpec } from "../../../model/release/release";
import type { ServiceWeights, Weights } from "../../../model/release/routing";
import { Draw, present } from "./draw";
import { entry } from "./exposure";
import { lanes } from "./lanes";
import { ownChanges } from "./pods";
import { running, service, serviceWeights, versions } from "./services";

/** A release without mistakes and the clusters that it runs on. */
export interface Sample {
  readonly release: Release;
  readonly clusters: readonly Cluster[];
}

const serviceNames = ["web", "cart", "reviews", "appa"];
const clusterNames = ["west", "east", "north", "south"];
const protocols: readonly Protocol[] = ["http", "http", "grpc", "http2", "tcp"];

/** Releases of every kind without mistakes, on one to four clusters. */
export const samples: fc.Arbitrary<Sample> = Draw.arbitrary(sample);

/** One of {@link samples}. */
export function sample(draw: Draw): Sample {
  const list = clusters(draw);
  const release = releaseOn(
    draw,
    list.map(({ name }) => name),
  );
  const own = [withOwnWeights, withOwnLanes, withOwnVersions];
  return {
    release,
    clusters: list.map((one) => own.reduce((cluster, add) => add(draw, cluster, release), one)),
  };
}

/**
 * The same release with other weights for the same versions, and other percentages of lanes that
 * have some.
 */
export function shifted({ release, clusters }: Sample): fc.Arbitrary<Sample> {
  return Draw.arbitrary((draw) => {
    const services = Object.entries(release.services).map(([name, spec]) => [
      name,
      { ...spec, weights: otherWeights(draw, spec.weights) },
    ]);
    const { lanes } = release;
    const percents = (lanes?.lanes ?? []).map((lane) =>
      lane.weight === undefined ? lane : { ...lane, weight: draw.whole(0, 30) },
    );
    const changed = {
      services: Object.fromEntries(services) as Release["services"],
      ...(lanes && { lanes: { ...lanes, lanes: percents } }),
    };
    return { release: { ...release, ...changed }, clusters };
  });
}

/** Weights of the same form. */
function otherWeights(draw: Draw, weights: ServiceWeights): ServiceWeights {
  const { gateway, mesh } = weights as Readonly<Record<string, unknown>>;
  if (typeof gateway !== "object" || typeof mesh !== "object")
    return draw.weights(Object.keys(weights));
  return {
    gateway: draw.weights(Object.keys(gateway as Weights)),
    mesh: draw.weights(Object.keys(mesh as Weights)),
  };
}

/** At least one primary cluster; the others may be remote. */
function clusters(draw: Draw): Cluster[] {
  return draw.some(clusterNames, 1).map((name, i) => ({
    name,
    role: i > 0 && draw.chance(30) ? ("remote" as const) : ("primary" as const),
  }));
}

function releaseOn(draw: Draw, clusters: readonly string[]): Release {
  const names = draw.some(serviceNames, 1);
  const speaks = Object.fromEntries(names.map((name) => [name, draw.one(protocols)]));
  const { gateway, gateways, expose } = entry(draw, speaks);
  const all = Object.fromEntries(
    names.map((name) => [name, versions(draw, clusters, speaks[name] !== "tcp")]),
  );
  const callers = {
    services: [...names, "stranger"],
    versions: [...new Set(Object.values(all).flatMap((one) => Object.keys(one)))],
  };
  const alone = Object.fromEntries(
    names.map((name): [string, ServiceSpec] => [
      name,
      service(draw, {
        name,
        protocol: speaks[name] ?? "http",
        expose: expose[name] ?? false,
        versions: all[name] ?? {},
        callers,
      }),
    ]),
  );
  const services = Object.fromEntries(
    Object.entries(alone).map(([name, spec]) => [name, following(draw, name, spec, alone)]),
  );
  const injection = draw.maybe(20, () => ({ revision: "canary" }));
  const mtls = draw.maybe(20, () => draw.one(["STRICT", "PERMISSIVE", "external"] as const));
  const release: Release = present({
    name: "demo",
    namespace: "gray-demo",
    injection,
    mtls,
    gateway,
    gateways,
    services,
    lanes: draw.maybe(40, () => lanes(draw, { services })),
    manifests: draw.maybe(15, () => beside(draw, clusters)),
    access: mtls === "PERMISSIVE" ? undefined : draw.maybe(30, () => access(draw)),
  });
  return withConnections(draw, release);
}

/** Some exposed services with several ports get one for connections, where no root delegates. */
function withConnections(draw: Draw, release: Release): Release {
  const able = Object.keys(release.services).filter((name) => {
    const { expose, ports = [], outside = {} } = release.services[name] as ServiceSpec;
    // No external host takes connections.
    if (Object.values(outside).some(({ external }) => external)) return false;
    return expose && ports.length > 1 && ports.every(({ port }) => port !== 6379);
  });
  return draw.some(able).reduce((before, name) => {
    const spec = before.services[name] as ServiceSpec;
    const ports = [...(spec.ports ?? []), { name: "redis", port: 6379 }];
    const after = { ...before, services: { ...before.services, [name]: { ...spec, ports } } };
    const entrance = resolveEntrances(after).services.find((one) => one.name === name);
    return entrance?.delegated ? before : after;
  }, release);
}

/** Objects beside the release's own, some of them in a few clusters only. */
function beside(draw: Draw, clusters: readonly string[]): NonNullable<Release["manifests"]> {
  const metadata = { name: "settings" };
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "runner" } };
  return draw.some(
    [
      { apiVersion: "v1", kind: "ConfigMap", metadata, data: { level: "info" } },
      { object: account, clusters: draw.some(clusters, 1) },
      // Istio refuses one that says nothing.
      {
        ...{ apiVersion: "networking.istio.io/v1", kind: "Sidecar", metadata },
        spec: { egress: [{ hosts: ["*/*"] }] },
      },
    ],
    1,
  );
}

/** Who may call: at least one caller. */
function access(draw: Draw): AccessSpec {
  const callers = draw.some(["billing", "billing/reports", "istio-system/a.b"], 1);
  return {
    ...draw.parts<Pick<AccessSpec, "gateway">>(30, { gateway: () => "edge/ingress" }),
    ...(draw.chance(50) ? { callers } : {}),
    ...(draw.chance(30) ? { sameNamespace: false, callers } : {}),
  };
}

/** A service that keeps the version of some of those with which it shares a version that runs. */
function following(
  draw: Draw,
  name: string,
  spec: ServiceSpec,
  all: Readonly<Record<string, ServiceSpec>>,
): ServiceSpec {
  const leaders = Object.keys(all).filter(
    (other) =>
      other !== name &&
      running(all[other]?.versions ?? {}).some((version) =>
        running(spec.versions).includes(version),
      ),
  );
  if (leaders.length === 0 || !draw.chance(40)) return spec;
  return { ...spec, follows: draw.some(leaders, 1) };
}

/** Weights of its own, for some of the services. */
function withOwnWeights(draw: Draw, cluster: Cluster, release: Release): Cluster {
  const own = Object.entries(release.services).flatMap(([name, { versions, expose }]) => {
    if (!draw.chance(20)) return [];
    return [[name, serviceWeights(draw, running(versions), Boolean(expose))] as const];
  });
  return own.length === 0 ? cluster : { ...cluster, weights: Object.fromEntries(own) };
}

/** Percentages of its own, for some of the lanes that have one. */
function withOwnLanes(draw: Draw, cluster: Cluster, { lanes }: Release): Cluster {
  const own = (lanes?.lanes ?? []).flatMap(({ name, weight }) =>
    weight !== undefined && draw.chance(20) ? [[name, draw.whole(0, 30)] as const] : [],
  );
  return own.length === 0 ? cluster : { ...cluster, lanes: Object.fromEntries(own) };
}

/** Changes of its own, for some of the versions that it runs, and a registry of its own. */
function withOwnVersions(draw: Draw, cluster: Cluster, { services }: Release): Cluster {
  const own = Object.entries(services).flatMap(([service, { versions }]) => {
    const changed = Object.entries(versions).flatMap(([version, { clusters, pod }]) =>
      (clusters?.includes(cluster.name) ?? true) && draw.chance(15)
        ? [[version, ownChanges(draw, pod)] as const]
        : [],
    );
    return changed.length === 0 ? [] : [[service, Object.fromEntries(changed)] as const];
  });
  return {
    ...cluster,
    ...(own.length > 0 && { versions: Object.fromEntries(own) }),
    ...(draw.chance(10) && { registry: "registry.own.example/mirror" }),
    ...(draw.chance(10) && { imagePullSecrets: ["own"] }),
  };
}
