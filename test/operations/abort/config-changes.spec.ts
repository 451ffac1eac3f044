import { expect } from "chai";
import type { StackConfig } from "../../../model/config/settings";
import type { Cluster } from "../../../model/release/cluster";
import {
  abortChanges,
  codeAdvice,
  isHeld,
  type Decided,
} from "../../../operations/abort/config-changes";
import { release, service } from "../../support/releases";

const clusters = [{ name: "west" }, { name: "east" }];
const split = { v1: 80, v2: 20 };
const given = release({
  services: { web: service({ weights: split }), cart: service({ weights: { v1: 100 } }) },
});

/** What a cluster decided for `web`: a version, or that it is refused. */
const decided = (cluster: string, version: string | undefined): Decided => ({
  cluster,
  targets: version ? [{ service: "web", version, why: { by: "config" } }] : [],
  settled: new Map([["cart", "v1"]]),
  refused: version ? [] : [{ service: "web", why: "not known" }],
});
const alike = [decided("west", "v1"), decided("east", "v1")];

describe("what an abort changes in the config", () => {
  const settings = (changes: object = {}, of: readonly Cluster[] = clusters) => ({
    release: { ...given, ...changes },
    clusters: of,
  });

  it("is the weights, in the stack's own key", () => {
    expect(abortChanges({ release: "shop" }, settings(), alike)).to.deep.equal([
      { path: ["weights", "web"], value: { v1: 100 } },
    ]);
  });

  it("is the weights of a release that the stack holds, unless its own key has them", () => {
    const held = { release: { services: {} } };
    const [change] = abortChanges(held, settings(), alike);
    expect(change?.path).to.deep.equal(["release", "services", "web", "weights"]);
    const both = { ...held, weights: { web: split } };
    expect(abortChanges(both, settings(), alike)[0]?.path).to.deep.equal(["weights", "web"]);
  });

  it("keeps weights by origin such, so that no object comes or goes", () => {
    const services = { web: service({ weights: { gateway: split, mesh: { v1: 100 } } }) };
    const [change] = abortChanges({}, settings({ services }), alike);
    expect(change?.value).to.deep.equal({ gateway: { v1: 100 }, mesh: { v1: 100 } });
  });

  it("removes weights of single clusters, and sets what enters a lane by weight to 0", () => {
    const own = [{ name: "west" }, { name: "east", weights: { web: split } }];
    const lanes = {
      header: "x-lane",
      baseline: "v1",
      lanes: [{ name: "gray", weight: 5 }, { name: "test" }],
    };
    const changes = abortChanges({}, settings({ lanes }, own), alike);
    expect(changes.slice(1)).to.deep.equal([
      { path: ["clusters", 1, "weights", "web"] },
      { path: ["lanes", "gray"], value: 0 },
    ]);
  });

  it("sets the percentages of lanes to 0 that single clusters have of their own", () => {
    const lanes = { header: "x-lane", lanes: [{ name: "gray" }, { name: "test", weight: 5 }] };
    const own = [{ name: "west", lanes: { gray: 20, test: 0 } }, { name: "east" }];
    const changes = abortChanges({}, settings({ lanes }, own), alike);
    expect(changes.slice(1)).to.deep.equal([
      { path: ["lanes", "test"], value: 0 },
      { path: ["clusters", 0, "lanes", "gray"], value: 0 },
    ]);
    const [, , change] = changes;
    expect(isHeld({ clusters: own }, change!)).to.equal(true);
    expect(isHeld({ weights: { gray: {} } }, change!)).to.equal(false);
    expect(codeAdvice("release.ts", [change!], "prod").split("\n")[1]).to.equal(
      "  the weight of lane gray, in clusters[0]: 0",
    );
  });

  it("is nothing for a service whose weights say the same already, or that nothing moved", () => {
    const services = { web: service({ weights: { v1: 100, v2: 0 } }) };
    expect(abortChanges({}, settings({ services }), alike)).to.deep.equal([]);
    expect(abortChanges({}, settings(), [decided("west", undefined)])).to.deep.equal([]);
  });

  it("is weights of single clusters where clusters went back to different versions", () => {
    const three = [...clusters, { name: "north" }];
    const differing = [decided("west", "v2"), decided("east", "v1"), decided("north", "v1")];
    expect(abortChanges({}, settings({}, three), differing)).to.deep.equal([
      { path: ["weights", "web"], value: { v1: 100 } },
      { path: ["clusters", 0, "weights", "web"], value: { v2: 100 } },
    ]);
    const two = [decided("west", "v2"), decided("east", "v1")];
    expect(abortChanges({}, settings(), two)).to.deep.equal([
      { path: ["weights", "web"], value: { v2: 100 } },
      { path: ["clusters", 1, "weights", "web"], value: { v1: 100 } },
    ]);
  });

  it("is the weights so far, for a cluster that refused the service", () => {
    const changes = abortChanges({}, settings(), [
      decided("west", "v1"),
      decided("east", undefined),
    ]);
    expect(changes).to.deep.equal([
      { path: ["weights", "web"], value: { v1: 100 } },
      { path: ["clusters", 1, "weights", "web"], value: split },
    ]);
    const own = [{ name: "west" }, { name: "east", weights: { web: { v2: 100 } } }];
    const [base, ...others] = abortChanges({}, settings({}, own), [
      decided("west", "v1"),
      decided("east", undefined),
    ]);
    expect(base?.path).to.deep.equal(["weights", "web"]);
    expect(others).to.deep.equal([]);
  });
});

describe("what an abort can't record in a stack's file", () => {
  const lane = { path: ["lanes", "gray"], value: 0 };
  const weights = { path: ["weights", "web"], value: { v1: 100 } };
  const own = { path: ["clusters", 1, "weights", "web"], value: { v2: 100 } };

  it("is what the file does not hold", () => {
    const held = (config: StackConfig) =>
      [lane, weights, own].map((change) => isHeld(config, change));
    expect(held({})).to.deep.equal([false, false, false]);
    expect(held({ weights: { web: { v1: 50, v2: 50 } } })).to.deep.equal([false, true, true]);
    expect(held({ lanes: { gray: 5 } })).to.deep.equal([true, false, false]);
    const ofEast = [{ name: "west" }, { name: "east", weights: { web: { v1: 100 } } }];
    expect(held({ clusters: ofEast })).to.deep.equal([false, false, true]);
  });

  it("is named with what to set", () => {
    expect(codeAdvice("release.ts", [lane, weights, own], "prod").split("\n")).to.deep.equal([
      "release.ts declares weights itself, which gray abort can't change. Set in it:",
      "  the weight of lane gray: 0",
      '  the weights of web: {"v1":100}',
      '  the weights of web, in clusters[1]: {"v2":100}',
      "Then run `pulumi up -s prod`. The state was not updated: an update before that moves the traffic back.",
    ]);
  });
});
