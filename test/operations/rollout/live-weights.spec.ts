import { expect } from "chai";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import type { Release, ServiceSpec } from "../../../model/release/release";
import type { ServiceWeights } from "../../../model/release/routing";
import { liveWeights } from "../../../operations/rollout/live-weights";
import { percentages } from "../../../operations/rollout/percentages";

const image = "a:1";
const shop = (weights: ServiceWeights, more: Partial<ServiceSpec> = {}): Release => ({
  name: "shop",
  namespace: "shop",
  gateway: {},
  services: {
    web: {
      port: 80,
      versions: { v1: { image }, v2: { image } },
      expose: { hosts: ["shop.example.com"] },
      weights,
      ...more,
    },
  },
});

const planOf = (release: Release) => planRelease(release, [{ name: "west" }]).clusters[0]!;
const routesOf = (release: Release) =>
  manifests(planOf(release)).filter(
    ({ kind }) => kind === "VirtualService",
  ) as VirtualServiceManifest[];

/** The weights of `web` as a plan with other weights reads them. */
function read(live: Release, plan: Release) {
  const { weights, missing } = liveWeights(planOf(plan), routesOf(live));
  return missing.length > 0 ? missing : weights.services.web;
}

describe("the weights of a cluster", () => {
  const byOrigin = { gateway: { v1: 90, v2: 10 }, mesh: { v1: 50, v2: 50 } };

  it("have the form of the plan", () => {
    const plain = shop({ v1: 90, v2: 10 });
    expect(read(plain, shop(byOrigin))).to.deep.equal({
      gateway: { v1: 90, v2: 10 },
      mesh: { v1: 90, v2: 10 },
    });
    const same = shop({ gateway: { v1: 30, v2: 70 }, mesh: { v1: 30, v2: 70 } });
    expect(read(same, plain)).to.deep.equal({ v1: 30, v2: 70 });
  });

  for (const protocol of ["http", "tcp"] as const)
    it(`are by origin where the origins differ, whatever the plan has (${protocol})`, () => {
      const more: Partial<ServiceSpec> =
        protocol === "tcp" ? { protocol, expose: { port: 9000 } } : {};
      const live = shop(byOrigin, more);
      expect(read(live, shop({ v1: 100 }, more))).to.deep.equal(byOrigin);
    });

  it("are as declared for a gateway from which another route takes all connections", () => {
    const passing = (weights: ServiceWeights): Release => ({
      ...shop(weights, {
        ...{ protocol: "tcp", expose: { hosts: ["shop.example.com"] } },
        routes: [{ name: "all", match: { from: "gateway" }, to: "v2" }],
      }),
      gateway: { tls: { mode: "PASSTHROUGH" } },
    });
    const goal = { gateway: { v2: 100 }, mesh: { v1: 50, v2: 50 } };
    const started = passing({ gateway: { v1: 100 }, mesh: { v1: 70, v2: 30 } });
    expect(read(passing(goal), passing(goal))).to.deep.equal(goal);
    expect(read(started, passing(goal))).to.deep.equal({ ...goal, mesh: { v1: 70, v2: 30 } });
  });

  it("name what the plan does not know by its subset", () => {
    const versions = { v1: { image }, v2: { image }, v3: { image } };
    expect(read(shop({ v1: 40, v3: 60 }, { versions }), shop({ v1: 100 }))).to.deep.equal({
      v1: 40,
      v3: 60,
    });
  });

  it("are read from routes of another name, which the next update replaces", () => {
    const [route] = routesOf(shop({ v1: 20, v2: 80 }));
    const other = { ...route!, metadata: { name: "other", namespace: "shop" } };
    const { weights } = liveWeights(planOf(shop({ v1: 100 })), [other]);
    expect(weights.services).to.deep.equal({ web: { v1: 20, v2: 80 } });
  });

  it("are read where the default route had another name", () => {
    const live = shop({ v1: 25, v2: 75 }, { defaultRoute: "old" });
    expect(read(live, shop({ v1: 100 }))).to.deep.equal({ v1: 25, v2: 75 });
  });

  it("are missing for a service without a route", () => {
    expect(liveWeights(planOf(shop({ v1: 100 })), [])).to.deep.equal({
      weights: { services: {}, lanes: {} },
      missing: ["web"],
    });
  });
});

describe("percentages of weights that others wrote", () => {
  it("have the sum 100 and two decimals", () => {
    expect(percentages([1, 1, 1])).to.deep.equal([33.34, 33.33, 33.33]);
    expect(percentages([1, 9999])).to.deep.equal([0.01, 99.99]);
    expect(percentages([0, 0])).to.deep.equal([0, 0]);
    expect(percentages([29, 71])).to.deep.equal([29, 71]);
  });
});
