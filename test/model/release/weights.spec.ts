import { expect } from "chai";
import { routeWeights, shares, totalWeight, weightsIn } from "../../../model/release/weights";
import { service, west } from "../../support/releases";

describe("weights", () => {
  it("of a cluster win over the service's, for that service only", () => {
    const own = { ...west, weights: { hello: { v2: 100 } } };
    expect(weightsIn(own, "hello", service())).to.deep.equal({ v2: 100 });
    expect(weightsIn(own, "other", service())).to.deep.equal({ v1: 100 });
    expect(weightsIn(west, "hello", service())).to.deep.equal({ v1: 100 });
  });

  it("become shares in the order of the versions, without those of 0", () => {
    expect(shares({ v3: 30, v1: 70, v2: 0 }, ["v1", "v2", "v3", "v4"])).to.deep.equal([
      { version: "v1", weight: 70 },
      { version: "v3", weight: 30 },
    ]);
  });

  it("of a route to one version are all for it", () => {
    expect(routeWeights("v2")).to.deep.equal({ v2: 100 });
    expect(routeWeights({ v1: 1, v2: 99 })).to.deep.equal({ v1: 1, v2: 99 });
  });

  it("add up", () => {
    expect(totalWeight({ v1: 80, v2: 19 })).to.equal(99);
    expect(totalWeight({})).to.equal(0);
  });
});
