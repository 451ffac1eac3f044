import { expect } from "chai";
import { longest, settlingOf } from "../../../bench/busy-mesh/settling";
import { endLines, syncedText } from "../../../operations/sync/messages";

describe("the settling that an update reports", () => {
  it("is read off its last lines, stage by stage", () => {
    const stages = [
      syncedText("subsets", 2310, { proxies: 504 }),
      syncedText("routes", 310, { proxies: 504 }),
    ];
    const output = `Diagnostics:\n    info: ${endLines(stages, []).join("\n")}\nDuration: 8s`;
    const settling = settlingOf(output);
    expect(settling).to.deep.equal({ subsets: 2.31, routes: 0.31 });
    expect(longest(settling)).to.equal(2.31);
  });

  it("is empty for an update that waited for no proxy", () => {
    expect(settlingOf("Resources:\n    12 unchanged")).to.deep.equal({});
    expect(longest({})).to.equal(0);
  });
});
