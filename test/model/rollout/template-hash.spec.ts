import { expect } from "chai";
import { planRelease } from "../../../model/plan/plan";
import type { Release, VersionSpec } from "../../../model/release/release";
import { gainingVersions, templateHash, templatesOf } from "../../../model/rollout/template-hash";

const clusters = [{ name: "west" }, { name: "east" }];
const planOf = (v2: VersionSpec, more: Partial<Release> = {}) => {
  const web = { port: 80, versions: { v1: { image: "a:1" }, v2 }, weights: { v1: 100 } };
  return planRelease({ name: "shop", namespace: "shop", services: { web }, ...more }, clusters);
};
const hashOf = (v2: VersionSpec) =>
  templateHash(planOf(v2).clusters[0]!.workloads.find(({ version }) => version === "v2")!);

describe("the hash of a pod template", () => {
  it("is the same in whichever order keys are written", () => {
    const one = hashOf({ image: "a:2", env: { A: "1", B: "2" } });
    expect(hashOf({ env: { B: "2", A: "1" }, image: "a:2" })).to.equal(one);
    expect(one).to.match(/^[0-9a-f]{16}$/);
  });

  it("changes with the pods, and not with their number", () => {
    const one = hashOf({ image: "a:2" });
    expect(hashOf({ image: "a:3" })).not.to.equal(one);
    expect(hashOf({ image: "a:2", env: { A: "1" } })).not.to.equal(one);
    expect(hashOf({ image: "a:2", replicas: 5 })).to.equal(one);
  });

  it("is known for versions in every cluster that runs them", () => {
    const { clusters: plans } = planOf({ image: "a:2", clusters: ["east"] });
    expect(Object.keys(templatesOf(plans, new Set(["web/v2"])))).to.deep.equal(["east/web/v2"]);
    const both = Object.keys(templatesOf(plans, new Set(["web/v1"])));
    expect(both).to.deep.equal(["west/web/v1", "east/web/v1"]);
  });
});

describe("the versions that gain traffic", () => {
  const of = (services: Record<string, Record<string, number>>) => ({ services, lanes: {} });

  it("are those with more requests at the goal, in any cluster", () => {
    const start = { west: of({ web: { v1: 100 } }), east: of({ web: { v1: 50, v2: 50 } }) };
    const goal = { west: of({ web: { v1: 50, v2: 50 } }), east: of({ web: { v1: 50, v2: 50 } }) };
    expect([...gainingVersions(start, goal)]).to.deep.equal(["web/v2"]);
  });

  it("are none of a service that has no weights yet", () => {
    const goal = { west: of({ web: { v1: 100 } }) };
    expect([...gainingVersions({}, goal)]).to.deep.equal([]);
  });
});
