import { expect } from "chai";
import { config, problemsOf } from "../../support/config";

describe("a sum of weights that is not 100", () => {
  const fixOf = (weights: object, changes: object = {}) =>
    problemsOf(config({ weights: { web: weights }, ...changes })).map(({ fix }) => fix);

  it("is corrected by the weight that is missing, and not by more traffic for the canary", () => {
    expect(fixOf({ v2: 30 })).to.deep.equal([
      "v1 has no weight. To keep v2 at 30: pulumi config set --path 'gray-release:weights.web.v1' 70",
    ]);
    expect(fixOf({ v1: 100, v2: 30 })).to.deep.equal([
      "for example: pulumi config set --path 'gray-release:weights.web.v1' 70",
    ]);
  });

  it("is corrected in words where more than one weight may be wrong", () => {
    const v3 = { web: { v3: { image: "a:3" } } };
    expect(fixOf({ v2: 30 }, { versions: v3 })).to.deep.equal([
      "split the other 70 over v1 and v3",
    ]);
    expect(fixOf({ v1: 20, v2: 30 })).to.deep.equal(["raise the weights until their sum is 100"]);
    expect(fixOf({ v1: 100, v2: 100 })).to.deep.equal(["lower the weights until their sum is 100"]);
  });

  it("is not corrected by a weight for a version that can't answer", () => {
    const v1 = { web: { v1: { replicas: 0 } } };
    expect(fixOf({ v2: 90 }, { versions: v1 })).to.deep.equal([
      "for example: pulumi config set --path 'gray-release:weights.web.v2' 100",
    ]);
  });
});
