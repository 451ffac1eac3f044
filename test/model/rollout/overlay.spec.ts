import { expect } from "chai";
import fc from "fast-check";
import { manifests, planRelease } from "../../../model/plan/plan";
import { identity } from "../../../model/live-object";
import { virtualServiceManifest } from "../../../model/manifests/virtual-service";
import type { Cluster } from "../../../model/release/cluster";
import type { Release } from "../../../model/release/release";
import { withState } from "../../../model/rollout/overlay";
import type { FleetState } from "../../../model/rollout/state";

const release: Release = {
  name: "shop",
  namespace: "shop",
  gateway: { hosts: ["shop.example"] },
  services: {
    cart: {
      port: 80,
      expose: true,
      versions: { v1: { image: "cart:1", replicas: 2 }, v2: { image: "cart:2", replicas: 4 } },
      weights: { v2: 100 },
    },
    stock: { port: 80, versions: { v1: { image: "stock:1" } }, weights: { v1: 100 } },
  },
};
const clusters: Cluster[] = [{ name: "west" }, { name: "east" }];
const plan = planRelease(release, clusters);

const state = (more: Partial<FleetState> = {}): FleetState => ({
  weights: {
    west: { services: { cart: { v1: 90, v2: 10 } }, lanes: {} },
    east: { services: { cart: { v1: 100 } }, lanes: {} },
  },
  routes: {},
  scale: {},
  ...more,
});

/** The routes of a service in a cluster after an overlay. */
const routes = (given: FleetState, cluster: number, service = "cart") => {
  const { mesh } = withState(plan, given).clusters[cluster]!;
  const args = mesh!.routes.find((one) => one.service === service)!;
  return virtualServiceManifest(args).spec.http ?? [];
};
const weightsIn = (route: (typeof routes extends (...a: never[]) => infer R ? R : never)[number]) =>
  (route.route ?? []).map(({ destination, weight }) => [destination?.subset, weight]);

describe("a plan with the state of a rollout", () => {
  it("has the weights of each cluster, and leaves other services alone", () => {
    expect(weightsIn(routes(state(), 0).at(-1)!)).to.deep.equal([
      ["v1", 90],
      ["v2", 10],
    ]);
    expect(weightsIn(routes(state(), 1).at(-1)!)).to.deep.equal([["v1", undefined]]);
    expect(routes(state(), 0, "stock")).to.deep.equal(
      virtualServiceManifest(plan.clusters[0]!.mesh!.routes[1]!).spec.http,
    );
  });

  it("has the same objects in the same order, and the same clusters", () => {
    const overlaid = withState(plan, state({ scale: { west: { cart: { v2: 1 } } } }));
    expect(overlaid.clusters.map((one) => manifests(one).map(identity))).to.deep.equal(
      plan.clusters.map((one) => manifests(one).map(identity)),
    );
    for (const [i, { cluster }] of overlaid.clusters.entries())
      expect(cluster).to.equal(plan.clusters[i]!.cluster);
  });

  it("is the declared plan where the state is the goal", () => {
    const goal = { services: { cart: { v2: 100 } }, lanes: {} };
    const overlaid = withState(plan, state({ weights: { west: goal, east: goal } }));
    expect(overlaid.clusters.map(manifests)).to.deep.equal(plan.clusters.map(manifests));
  });

  it("scales a version in one cluster alone", () => {
    const overlaid = withState(plan, state({ scale: { west: { cart: { v2: 1 } } } }));
    const pods = overlaid.clusters.map(({ workloads }) =>
      workloads.map(({ service, version, replicas }) => `${service} ${version} ${replicas ?? 1}`),
    );
    expect(pods).to.deep.equal([
      ["cart v1 2", "cart v2 1", "stock v1 1"],
      ["cart v1 2", "cart v2 4", "stock v1 1"],
    ]);
  });

  it("puts a header route before the weights, only in its cluster", () => {
    const match = [{ headers: { lane: { exact: "gray" } } }];
    const given = state({ routes: { west: [{ name: "gray", match, to: { cart: { v2: 100 } } }] } });
    const [first] = routes(given, 0);
    expect(first?.name).to.equal("gray");
    expect(weightsIn(first!)).to.deep.equal([["v2", undefined]]);
    expect(routes(given, 1)).to.have.lengthOf(1);
  });

  it("copies requests to the version that gains most, which go where the weights send them", () => {
    const match = [{ uri: { prefix: "/buy" } }];
    const to = { cart: { v2: 100 } };
    const given = state({ routes: { west: [{ name: "copy", match, mirror: 20, to }] } });
    const [first] = routes(given, 0);
    expect(weightsIn(first!)).to.deep.equal([
      ["v1", 90],
      ["v2", 10],
    ]);
    expect(first?.mirrorPercentage).to.deep.equal({ value: 20 });
    const all = state({ routes: { west: [{ name: "copy", mirror: 20, to }] } });
    expect(routes(all, 0)).to.have.lengthOf(1);
    expect(routes(all, 0)[0]?.mirrorPercentage).to.deep.equal({ value: 20 });
  });

  it("leaves out services, versions and lanes that the release does not have", () => {
    fc.assert(
      fc.property(fc.constantFrom("west", "north"), (cluster) => {
        const given = state({
          weights: { [cluster]: { services: { gone: { v1: 100 } }, lanes: { gone: 5 } } },
          scale: { [cluster]: { gone: { v1: 3 }, cart: { v9: 3 } } },
        });
        expect(withState(plan, given).clusters.map(manifests)).to.deep.equal(
          plan.clusters.map(manifests),
        );
      }),
    );
  });
});
