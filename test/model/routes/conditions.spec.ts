import { expect } from "chai";
import { includes, type Condition, type Conditions } from "../../../model/routes/conditions";

const all = (conditions: Readonly<Record<string, Condition>>): Conditions =>
  new Map(Object.entries(conditions));

const without = (condition: Condition) => all({ "without header x": condition });

describe("conditions on a header that a request must not have", () => {
  it("include those that refuse the same values, or more", () => {
    expect(includes(without({ exact: "ab" }), without({ exact: "ab" }))).to.equal(true);
    expect(includes(without({ exact: "ab" }), without({ prefix: "a" }))).to.equal(true);
    expect(includes(without({ exact: "ab" }), without({ regex: "a.*" }))).to.equal(true);
    expect(includes(without({ prefix: "a" }), without({ exact: "ab" }))).to.equal(false);
    expect(includes(without({ regex: "a.*" }), without({ exact: "ab" }))).to.equal(false);
  });

  it("include a header that is missing, unless they refuse the empty text", () => {
    expect(includes(without({ exact: "a" }), without("present"))).to.equal(true);
    expect(includes(without({ regex: "a+" }), without("present"))).to.equal(true);
    expect(includes(without({ regex: "a*" }), without("present"))).to.equal(false);
    expect(includes(without({ regex: "(?i)a" }), without("present"))).to.equal(false);
  });

  it("refuse the header itself only where the other refuses it, too", () => {
    expect(includes(without("present"), without("present"))).to.equal(true);
    expect(includes(without("present"), without({ exact: "a" }))).to.equal(false);
    expect(includes(without("present"), without({ regex: ".*" }))).to.equal(false);
  });

  it("include a header that has another value", () => {
    const wanted = (condition: Condition) => all({ "header x": condition });
    expect(includes(without({ exact: "a" }), wanted({ exact: "b" }))).to.equal(true);
    expect(includes(without({ exact: "a" }), wanted({ exact: "a" }))).to.equal(false);
    expect(includes(without({ prefix: "a" }), wanted({ exact: "ab" }))).to.equal(false);
    expect(includes(without({ exact: "a" }), wanted({ prefix: "b" }))).to.equal(false);
    expect(includes(without("present"), wanted({ exact: "b" }))).to.equal(false);
    expect(includes(without({ exact: "a" }), all({ "header y": { exact: "b" } }))).to.equal(false);
  });

  it("are included by no condition on what the header has", () => {
    expect(includes(all({ "header x": "present" }), without({ exact: "a" }))).to.equal(false);
  });
});
