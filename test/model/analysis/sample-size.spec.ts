import { expect } from "chai";
import { requestsFor } from "../../../model/analysis/sample-size";

describe("the least number of requests", () => {
  it("shows with 95 % that a share is not larger, where none of them was bad", () => {
    expect(requestsFor(0.01)).to.equal(299);
    expect(requestsFor(0.001)).to.equal(2995);
    expect(0.99 ** 299)
      .to.be.at.most(0.05)
      .and.above(0.99 ** 300);
    expect(requestsFor(0)).to.equal(Infinity);
    expect(requestsFor(1)).to.equal(1);
  });
});
