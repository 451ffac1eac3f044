import { expect } from "chai";
import { abortText, summarize } from "../../../operations/abort/report";
import type { AbortOutcome } from "../../../operations/abort/run";

const targets = [
  { service: "web", version: "v1" },
  { service: "cart", version: "v2" },
];
const done: AbortOutcome = { cluster: "west", written: ["shop/web", "shop/cart"], asPlanned: true };
const still: AbortOutcome = { cluster: "north", written: [], asPlanned: true };
const failed: AbortOutcome = {
  cluster: "east",
  written: ["shop/web"],
  asPlanned: false,
  failure: "connect ECONNREFUSED",
};

describe("the report of an abort", () => {
  it("names services and versions, and for each cluster what was written or why not", () => {
    expect(abortText(targets, [done, still, failed], 456)).to.equal(
      [
        "All traffic of web to v1, cart to v2.",
        "  west: wrote shop/web, shop/cart",
        "  north: no route had to move",
        "  east: NOT DONE, connect ECONNREFUSED. Run gray abort again, or mend the cluster first",
        "Routes written after 0.46 s.",
      ].join("\n"),
    );
  });

  it("says so where no service is split", () => {
    expect(abortText([], [still], 0)).to.match(/^Every service is on one version by its weights/);
  });
});

describe("the summary of an abort", () => {
  it("is complete where no cluster failed, and as planned where every cluster is", () => {
    expect(summarize([done, still])).to.deep.equal({ complete: true, asPlanned: true });
    expect(summarize([done, failed])).to.deep.equal({ complete: false, asPlanned: false });
    const edited = { ...done, asPlanned: false };
    expect(summarize([edited, still])).to.deep.equal({ complete: true, asPlanned: false });
  });
});
