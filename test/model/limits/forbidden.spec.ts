import { expect } from "chai";
import { forbidden, type Change } from "../../../model/limits/forbidden";
import type { ServiceWeights } from "../../../model/release/routing";
import type { Release } from "../../../model/release/release";
import { clusters, planWith, web } from "./support";

const limits = { step: 20 };

/** What a change of the weights of `web` breaks, in short. */
function change(from: ServiceWeights, to: ServiceWeights, more: Partial<Change> = {}) {
  return forbidden({ limits, before: planWith(from), after: planWith(to), ...more });
}

const codes = (found: ReturnType<typeof change>) => found.map(({ code }) => code);

describe("the largest step of a change", () => {
  it("stops a version that gains more, with code, path and fix", () => {
    expect(change({ v1: 90, v2: 10 }, { v1: 60, v2: 40 })).to.deep.equal([
      {
        code: "GR400",
        severity: "error",
        path: "release.services.web.weights.v2",
        given: "v2 would get 40 % of the requests for web in place of 10 %: 30 points more",
        allowed: "at most 20 points in one update (limits.step)",
        fix: "give v2 at most 30 % in this update, and the rest in later ones",
      },
    ]);
  });

  it("lets a step of that size pass, and none that is larger by a hundredth", () => {
    expect(change({ v1: 90, v2: 10 }, { v1: 70, v2: 30 })).to.deep.equal([]);
    expect(codes(change({ v1: 90, v2: 10 }, { v1: 69.99, v2: 30.01 }))).to.deep.equal(["GR400"]);
    expect(change({ v1: 99.9, v2: 0.1 }, { v1: 79.9, v2: 20.1 })).to.deep.equal([]);
  });

  it("counts a version that gets its first requests", () => {
    expect(codes(change({ v1: 100 }, { v1: 70, v2: 30 }))).to.deep.equal(["GR400"]);
    expect(change({ v1: 100 }, { v1: 80, v2: 20 })).to.deep.equal([]);
  });

  it("has no say about a service whose requests nothing got yet", () => {
    const before = planWith({ v1: 100 }, { release: { services: {} } });
    expect(change({}, { v1: 50, v2: 50 }, { before })).to.deep.equal([]);
  });

  it("lets the stable version gain any number, and no other one with it", () => {
    const stable = () => "v1";
    expect(change({ v1: 50, v2: 50 }, { v1: 100 }, { stable })).to.deep.equal([]);
    expect(codes(change({ v1: 50, v2: 50 }, { v2: 100 }, { stable }))).to.deep.equal(["GR400"]);
    const v3 = { ...web.versions, v3: web.versions.v1 };
    const of = (weights: ServiceWeights) =>
      planWith({}, { release: { services: { web: { ...web, versions: v3, weights } } } });
    const found = forbidden({
      ...{ limits, stable },
      before: of({ v1: 10, v2: 90 }),
      after: of({ v1: 60, v3: 40 }),
    });
    expect(found.map(({ path }) => path)).to.deep.equal(["release.services.web.weights.v3"]);
  });

  it("takes the stable version that the release names", () => {
    const after = planWith(
      {},
      { release: { services: { web: { ...web, stable: "v1", weights: { v1: 100 } } } } },
    );
    expect(change({ v1: 50, v2: 50 }, {}, { after })).to.deep.equal([]);
  });

  it("warns where only the clusters know whether a version is the stable one", () => {
    const [found] = change({ v1: 60, v2: 40 }, { v1: 100 });
    expect(found).to.deep.include({ code: "GR401", severity: "warning" });
    expect(found?.fix).to.equal(
      "nothing where this goes back to the stable version; else give v1 at most 80 % first",
    );
    expect(codes(change({ v1: 60, v2: 40 }, { v1: 90, v2: 10 }))).to.deep.equal(["GR401"]);
    expect(codes(change({ v1: 60, v2: 40 }, { v1: 30, v2: 70 }))).to.deep.equal(["GR400"]);
    expect(codes(change({ v1: 100 }, { v2: 100 }))).to.deep.equal(["GR400"]);
  });

  it("measures each origin of requests by itself", () => {
    const found = change(
      { gateway: { v1: 90, v2: 10 }, mesh: { v1: 100 } },
      { gateway: { v1: 80, v2: 20 }, mesh: { v1: 70, v2: 30 } },
    );
    expect(found.map(({ path, given }) => [path, given])).to.deep.equal([
      [
        "release.services.web.weights.mesh.v2",
        "v2 would get 30 % of the requests from the mesh for web in place of 0 %: 30 points more",
      ],
    ]);
  });

  it("measures one split against the splits of two origins", () => {
    const split = { gateway: { v1: 70, v2: 30 }, mesh: { v1: 100 } };
    expect(codes(change({ v1: 100 }, split))).to.deep.equal(["GR400"]);
    expect(codes(change(split, { v1: 70, v2: 30 }))).to.deep.equal(["GR400"]);
    expect(change(split, { gateway: { v1: 60, v2: 40 }, mesh: { v1: 90, v2: 10 } })).to.deep.equal(
      [],
    );
  });

  it("measures each cluster by itself, and names those that break it", () => {
    const own = [clusters[0]!, { ...clusters[1]!, weights: { web: { v1: 50, v2: 50 } } }];
    const [found] = change(
      { v1: 90, v2: 10 },
      { v1: 80, v2: 20 },
      {
        after: planWith({ v1: 80, v2: 20 }, { clusters: own }),
      },
    );
    expect(found?.path).to.equal("clusters[1].weights.web.v2");
    expect(found?.given).to.match(/40 points more \(in east\)$/);
  });

  it("counts what a random part of requests brings by a lane", () => {
    const lanes = (weight: number): Partial<Release> => ({
      lanes: {
        header: "x-lane",
        baseline: "v1",
        lanes: [{ name: "gray", versions: { web: "v2" }, weight }],
      },
    });
    const of = (weight: number) =>
      planWith(
        { v1: 100 },
        { release: { services: { web: { ...web, weights: { v1: 100 } } }, ...lanes(weight) } },
      );
    const [found, ...more] = forbidden({ limits, before: of(5), after: of(40) });
    expect(more).to.deep.equal([]);
    expect(found?.path).to.equal("release.lanes.lanes[0].weight");
    expect(found?.given).to.match(
      /v2 would get 40 % of the requests from outside for web in place of 5 %/,
    );
    expect(forbidden({ limits, before: of(5), after: of(25) })).to.deep.equal([]);
  });

  it("does not count requests that a route takes by a condition", () => {
    const routes = [
      { name: "testers", match: { headers: { "x-tester": { exact: "yes" } } }, to: "v2" },
    ];
    const after = planWith({}, { release: { services: { web: { ...web, routes } } } });
    expect(change({ v1: 90, v2: 10 }, {}, { after })).to.deep.equal([]);
  });

  it("counts a route that takes every path", () => {
    const routes = [{ name: "all", match: { uri: { prefix: "/" } }, to: "v2" }];
    const after = planWith({}, { release: { services: { web: { ...web, routes } } } });
    expect(codes(change({ v1: 100 }, {}, { after }))).to.deep.equal(["GR400"]);
  });

  it("is the same of a service that others share the gateway's host with", () => {
    const two = (weights: ServiceWeights) =>
      planWith(
        {},
        {
          release: {
            services: {
              web: { ...web, weights },
              api: { ...web, expose: { paths: [{ prefix: "/api" }] }, weights: { v1: 100 } },
            },
          },
        },
      );
    const found = forbidden({ limits, before: two({ v1: 100 }), after: two({ v1: 50, v2: 50 }) });
    expect(codes(found)).to.deep.equal(["GR400"]);
  });

  it("is the same of TCP connections, and of users who stay with their version", () => {
    for (const changes of [
      { protocol: "tcp" as const, expose: { port: 6379 } },
      { sticky: { cookie: "u" } },
    ]) {
      const of = (weights: ServiceWeights) =>
        planWith({}, { release: { services: { web: { ...web, ...changes, weights } } } });
      const found = forbidden({
        limits,
        before: of({ v1: 90, v2: 10 }),
        after: of({ v1: 60, v2: 40 }),
      });
      expect(codes(found)).to.deep.equal(["GR400"]);
      expect(
        forbidden({ limits, before: of({ v1: 90, v2: 10 }), after: of({ v1: 70, v2: 30 }) }),
      ).to.deep.equal([]);
    }
  });

  it("says nothing of a stack without it", () => {
    expect(change({ v1: 100 }, { v2: 100 }, { limits: {} })).to.deep.equal([]);
  });

  it("has the paths of the stack's config where these are known", () => {
    const places = {
      locate: (path: readonly (string | number)[]) => ["gray-release:weights", ...path.slice(1)],
    };
    const [found] = change({ v1: 100 }, { v1: 50, v2: 50 }, { places });
    expect(found?.path).to.match(/^gray-release:weights\./);
  });
});

describe("a change in a time in which the stack must not change", () => {
  it("is a warning before the update", () => {
    const freeze = [{ days: ["fri" as const] }];
    const found = (now: string) =>
      change({ v1: 100 }, { v1: 100 }, { limits: { freeze }, now: new Date(now) });
    expect(found("2026-11-27T12:00:00Z")).to.have.lengthOf(1);
    expect(found("2026-11-27T12:00:00Z")[0]).to.deep.include({
      code: "GR408",
      severity: "warning",
    });
    expect(found("2026-11-28T12:00:00Z")).to.deep.equal([]);
  });
});
