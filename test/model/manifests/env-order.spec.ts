import { expect } from "chai";
import { envOrder } from "../../../model/manifests/env-order";

describe("the order of variables", () => {
  it("has those first to which others refer", () => {
    expect(envOrder({ HOST: "db.$(ZONE).example", ZONE: "eu" })).to.deep.equal(["ZONE", "HOST"]);
    const chain = { A: "$(B)", B: "$(C)-$(D)", C: "$(D)", D: "x" };
    expect(envOrder(chain)).to.deep.equal(["D", "C", "B", "A"]);
  });

  it("is that of their names where none refers to another", () => {
    expect(envOrder({ V10: "", V2: "", A: "" })).to.deep.equal(["A", "V2", "V10"]);
    expect(envOrder({ B: "$(A)", A: "", AA: "" })).to.deep.equal(["A", "AA", "B"]);
  });

  it("does not depend on references that are escaped, or lead to no variable", () => {
    expect(envOrder({ A: "$$(B)", B: "" })).to.deep.equal(["A", "B"]);
    expect(envOrder({ A: "$$$(B)", B: "" })).to.deep.equal(["B", "A"]);
    expect(envOrder({ A: "$(NONE) $(", B: "$B" })).to.deep.equal(["A", "B"]);
    expect(envOrder({ A: "$(toString)$(__proto__)", B: "" })).to.deep.equal(["A", "B"]);
  });

  it("is that of their names inside a circle, and right around it", () => {
    expect(envOrder({ B: "$(A)", A: "$(B)", C: "$(C)" })).to.deep.equal(["A", "B", "C"]);
    const around = { A: "$(C)", B: "$(D)", C: "$(B)", D: "$(B)$(E)", E: "" };
    expect(envOrder(around)).to.deep.equal(["E", "B", "D", "C", "A"]);
  });
});
