import { expect } from "chai";
import { abortChanges } from "../../../operations/abort/config-changes";
import { release, service } from "../../support/releases";

const clusters = [{ name: "west" }, { name: "east" }];
const split = { v1: 80, v2: 20 };
const given = release({
  services: { web: service({ weights: split }), cart: service({ weights: { v1: 100 } }) },
});

describe("what an abort changes in the config", () => {
  const targets = [{ service: "web", version: "v1" }];
  const settings = (changes: object = {}) => ({ release: { ...given, ...changes }, clusters });

  it("is the weights, in the stack's own key", () => {
    expect(abortChanges({ release: "shop" }, settings(), targets)).to.deep.equal([
      { path: ["weights", "web"], value: { v1: 100 } },
    ]);
  });

  it("is the weights of a release that the stack holds, unless its own key has them", () => {
    const held = { release: { services: {} } };
    const [change] = abortChanges(held, settings(), targets);
    expect(change?.path).to.deep.equal(["release", "services", "web", "weights"]);
    const both = { ...held, weights: { web: split } };
    expect(abortChanges(both, settings(), targets)[0]?.path).to.deep.equal(["weights", "web"]);
  });

  it("keeps weights by origin such, so that no object comes or goes", () => {
    const services = { web: service({ weights: { gateway: split, mesh: { v1: 100 } } }) };
    const [change] = abortChanges({}, settings({ services }), targets);
    expect(change?.value).to.deep.equal({ gateway: { v1: 100 }, mesh: { v1: 100 } });
  });

  it("removes weights of single clusters, and sets what enters a lane by weight to 0", () => {
    const own = [{ name: "west" }, { name: "east", weights: { web: split } }];
    const lanes = {
      header: "x-lane",
      baseline: "v1",
      lanes: [{ name: "gray", weight: 5 }, { name: "test" }],
    };
    const changes = abortChanges({}, { release: { ...given, lanes }, clusters: own }, targets);
    expect(changes.slice(1)).to.deep.equal([
      { path: ["clusters", 1, "weights", "web"] },
      { path: ["lanes", "gray"], value: 0 },
    ]);
  });
});
