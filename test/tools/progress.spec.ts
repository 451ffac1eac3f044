import { expect } from "chai";
import { parts } from "../../tools/parts";
import { expectedSeconds, firstLine, formatSeconds, Progress } from "../../tools/progress";

describe("The report on builds", () => {
  it("prints times as people say them", () => {
    expect(formatSeconds(4.4)).to.equal("4 s");
    expect(formatSeconds(200)).to.equal("3 min 20 s");
    expect(formatSeconds(120)).to.equal("2 min");
    expect(formatSeconds(725)).to.equal("12 min");
  });

  it("expects less time on more cores, and all parts within a quarter of an hour on two", () => {
    expect(expectedSeconds(parts, 2)).to.be.below(900);
    expect(expectedSeconds(parts, 4)).to.equal(expectedSeconds(parts, 2) / 2);
    expect(expectedSeconds(parts, 1)).to.be.above(expectedSeconds(parts, 2));
  });

  it("says first what is missing, where it goes and how long it takes", () => {
    expect(firstLine(parts.slice(0, 1), 9, "/cache", 5)).to.equal(
      "1 of 9 tools is missing and will be built from the package registries into /cache: " +
        "about 5 s, this first time only.",
    );
  });

  it("prints a line for each finished part with what is left", () => {
    const lines: string[] = [];
    const missing = parts.slice(0, 2);
    const progress = new Progress(missing, 2, (line) => lines.push(line));
    for (const part of missing) {
      progress.start(part);
      progress.done(part);
    }
    progress.close();
    expect(lines).to.deep.equal([
      "[1/2] Envoy 1.40.0: done in 0 s, 0 s so far, about 5 s left",
      "[2/2] iptables: done in 0 s, 0 s in all",
    ]);
  });
});
