import { expect } from "chai";
import { phase } from "../../../model/plan/phase";
import { planRelease } from "../../../model/plan/plan";
import { versionPlacement, weightsByCluster } from "../../../model/plan/summary";
import { east, outpost, release, service, west } from "../../support/releases";

const split = { v1: 80, v2: 20 };
const gray = release({ services: { hello: service({ weights: split }), quiet: service() } });
const ahead = { ...east, weights: { hello: { v2: 100 } } };

describe("the phase of a release", () => {
  it("is stable while each service's traffic goes to one version", () => {
    expect(phase(planRelease(release(), [west, east]))).to.equal("stable");
  });

  it("is gray where one service is split, the same in every cluster", () => {
    expect(phase(planRelease(gray, [west, east]))).to.equal("gray");
  });

  it("is wave where the clusters differ, even if none of them splits", () => {
    expect(phase(planRelease(gray, [west, ahead]))).to.equal("wave");
    expect(phase(planRelease(release(), [west, ahead]))).to.equal("wave");
  });

  it("is gray where a route, a lane or a followed caller leads to a second version", () => {
    const routes = [{ name: "testers", match: { headers: { a: { exact: "b" } } }, to: "v2" }];
    const second = release({ services: { hello: service({ routes }) } });
    expect(phase(planRelease(second, [west, east]))).to.equal("gray");
    const lanes = { header: "x-lane", lanes: [{ name: "v2" }] };
    expect(phase(planRelease(release({ lanes }), [west, east]))).to.equal("gray");
  });

  it("takes a weight of 0 for none", () => {
    const zero = { ...east, weights: { hello: { v1: 100, v2: 0 } } };
    expect(phase(planRelease(release(), [west, zero]))).to.equal("stable");
  });

  it("does not count remote clusters, which have no routes", () => {
    const remote = { ...outpost, weights: { hello: { v2: 100 } } };
    expect(phase(planRelease(release(), [west, remote]))).to.equal("stable");
  });
});

describe("the outputs of a release", () => {
  it("are its weights by primary cluster, with 0 for versions without traffic", () => {
    expect(weightsByCluster(planRelease(gray, [west, ahead, outpost]))).to.deep.equal({
      west: { hello: { v1: 80, v2: 20 }, quiet: { v1: 100, v2: 0 } },
      east: { hello: { v1: 0, v2: 100 }, quiet: { v1: 100, v2: 0 } },
    });
  });

  it("are the weights of both origins where they differ", () => {
    const weights = { gateway: { v2: 100 }, mesh: { v1: 100 } };
    const given = release({ services: { hello: service({ expose: true, weights }) } });
    expect(weightsByCluster(planRelease(given, [west]))).to.deep.equal({
      west: { hello: { gateway: { v1: 0, v2: 100 }, mesh: { v1: 100, v2: 0 } } },
    });
  });

  it("are the clusters of each version, none for one that is offline", () => {
    const versions = { v1: { image: "a:1" }, v2: { image: "a:2", clusters: [] } };
    const plan = planRelease(release({ services: { hello: service({ versions }) } }), [
      west,
      outpost,
    ]);
    expect(versionPlacement(plan)).to.deep.equal({ hello: { v1: ["west", "outpost"], v2: [] } });
  });
});
