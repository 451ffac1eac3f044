import { expect } from "chai";
import { compareStacks } from "../../../../model/diff/compare";
import { markdownReport } from "../../../../model/diff/report/markdown";
import { compared, shop, sides } from "../../../support/diff/compared";
import { east, west } from "../../../support/releases";

const frame = { before: "main", after: "this branch" };
const plainText = /without mutual TLS/;

describe("the report of another namespace", () => {
  const moved = compared(shop(), shop({}, { namespace: "shop2" }));
  const text = markdownReport(moved, frame);

  it("says of each version that it comes in one and goes from the other", () => {
    expect(text).to.contain("**New in another namespace**: `v1` of `web` in all clusters");
    expect(text).to.contain("**Goes from its old namespace**: `v1` of `web` in all clusters");
    expect(text).to.not.match(/It stays in other clusters|Also runs/);
  });

  it("says that the old one is protected, and not that pods lose mutual TLS", () => {
    const risks = moved.stacks[0]!.risks.map(({ what }) => what);
    expect(risks.filter((what) => what.includes("Pulumi refuses to delete it"))).to.have.length(1);
    expect(risks.filter((what) => plainText.test(what))).to.deep.equal([]);
  });
});

describe("a policy on callers that goes", () => {
  const what = (...all: Parameters<typeof sides>) =>
    compareStacks([sides(...all)])
      .stacks[0]!.risks.map((risk) => risk.what)
      .join("\n");

  it("leaves no pod without mutual TLS where the whole cluster leaves the stack", () => {
    const before = { release: shop() };
    expect(what("prod", before, { ...before, clusters: [west] })).to.not.match(plainText);
  });

  it("is marked where the pods stay", () => {
    const clusters = [west, east];
    const left = { release: shop({}, { mtls: "external" }), clusters };
    expect(what("prod", { release: shop(), clusters }, left)).to.match(plainText);
  });
});
