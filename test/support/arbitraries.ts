import fc from "fast-check";
import type { Cluster } from "../../model/cluster";
import type { Release, RouteSpec, ServiceSpec, VersionSpec, Weights } from "../../model/release";

/** A release without mistakes and the clusters that it runs on. */
export interface Sample {
  readonly release: Release;
  readonly clusters: readonly Cluster[];
}

const versionNames = ["v1", "v2", "v3", "1.2_RC", "canary"];
const serviceNames = ["web", "cart", "reviews", "appa"];
const clusterNames = ["west", "east", "north", "south"];

const port = fc.integer({ min: 1, max: 65535 });

/** At least one primary cluster; the others may be remote. */
const clusters: fc.Arbitrary<Cluster[]> = fc
  .subarray(clusterNames, { minLength: 1 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name, i) =>
        fc
          .constantFrom<Cluster["role"]>("primary", ...(i > 0 ? (["remote"] as const) : []))
          .map((role) => ({ name, role })),
      ),
    ),
  );

/** Weights over some of the versions, whose sum is 100. */
export function weightsOf(versions: readonly string[]): fc.Arbitrary<Weights> {
  return fc
    .array(fc.integer({ min: 0, max: 100 }), {
      minLength: versions.length - 1,
      maxLength: versions.length - 1,
    })
    .map((cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), 100];
      return Object.fromEntries(
        versions.map((version, i) => [version, (edges[i + 1] ?? 0) - (edges[i] ?? 0)]),
      );
    });
}

/** Routes by a header each, so that none covers another. */
function routesOf(versions: readonly string[]): fc.Arbitrary<RouteSpec[]> {
  const to = fc.oneof(fc.constantFrom(...versions), weightsOf(versions));
  return fc.array(to, { maxLength: 3 }).map((targets) =>
    targets.map((target, i) => ({
      name: `lane-${i}`,
      match: { headers: { lane: { exact: `lane-${i}` } } },
      to: target,
    })),
  );
}

/** A service some of whose versions run; those alone get traffic. */
function serviceOn(names: readonly string[]): fc.Arbitrary<ServiceSpec> {
  return fc.subarray(versionNames, { minLength: 1 }).chain(([first = "", ...others]) => {
    const placed = fc.record<VersionSpec>(
      {
        image: fc.constant("ghcr.io/acme/app:1"),
        replicas: fc.integer({ min: 0, max: 9 }),
        clusters: fc.subarray([...names], { minLength: 1 }),
      },
      { requiredKeys: ["image"] },
    );
    const offline = placed.map((spec): VersionSpec => ({ ...spec, clusters: [] }));
    return fc
      .tuple(placed, ...others.map(() => fc.oneof({ arbitrary: placed, weight: 4 }, offline)))
      .chain((specs) => {
        const versions = Object.fromEntries(
          [first, ...others].map((name, i) => [name, specs[i] as VersionSpec]),
        );
        const running = Object.keys(versions).filter((v) => versions[v]?.clusters?.length !== 0);
        return fc.record<ServiceSpec>(
          {
            port,
            targetPort: port,
            versions: fc.constant(versions),
            weights: weightsOf(running),
            routes: routesOf(running),
          },
          { requiredKeys: ["port", "versions", "weights"] },
        );
      });
  });
}

/** Weights of their own, for some of the clusters. */
function withOwnWeights(release: Release, list: readonly Cluster[]): fc.Arbitrary<Sample> {
  const own = Object.entries(release.services).map(([name, { weights }]) =>
    fc.tuple(fc.constant(name), weightsOf(Object.keys(weights))),
  );
  const all = fc.tuple(...own).map((entries) => Object.fromEntries<Weights>(entries));
  const some = fc.option(all, { nil: undefined });
  return fc.tuple(...list.map(() => some)).map((weights) => ({
    release,
    clusters: list.map((cluster, i) => ({
      ...cluster,
      ...(weights[i] && { weights: weights[i] }),
    })),
  }));
}

/** Releases without mistakes, on one to four clusters. */
export const samples: fc.Arbitrary<Sample> = fc
  .tuple(clusters, fc.subarray(serviceNames, { minLength: 1 }), fc.boolean())
  .chain(([list, names, exposed]) =>
    fc
      .tuple(...names.map(() => serviceOn(list.map(({ name }) => name))))
      .map((specs): Release => {
        const services = Object.fromEntries(
          names.map((name, i) => [
            name,
            { ...specs[i]!, ...(i === 0 && exposed && { expose: true }) },
          ]),
        );
        return { name: "demo", namespace: "gray-demo", gateway: {}, services };
      })
      .chain((release) => withOwnWeights(release, list)),
  );
