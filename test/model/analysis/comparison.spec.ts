import { expect } from "chai";
import { begunComparison, withPoll } from "../../../model/analysis/comparison";
import { evidence } from "../../../model/analysis/e-process";
import type { Comparison } from "../../../model/analysis/evidence";
import { pair, polled, tally, times } from "../../support/analysis/polls";

describe("the comparison of two versions", () => {
  it("begins with nothing, and holds", () => {
    const begun = begunComparison(pair, "errors");
    expect(begun).to.include({ service: "shop", canary: "v2", metric: "errors", polls: 0 });
    expect(begun.verdict.verdict).to.equal("hold");
  });

  it("survives JSON, as records are kept", () => {
    for (const one of [begunComparison(pair, "errors"), polled([[tally("west", [9, 1], [90, 0])]])])
      expect(JSON.parse(JSON.stringify(one))).to.deep.equal(one);
  });

  it("adds up the requests of each place", () => {
    const { totals, polls, badPolls } = polled([
      [tally("west", [10, 1], [90, 2]), tally("west/east", [5, 0], [40, 1])],
      [tally("west", [20, 0], [80, 3]), tally("west", [1, 0], [2, 0])],
    ]);
    expect(totals).to.deep.equal([
      tally("west", [31, 1], [172, 5]),
      tally("west/east", [5, 0], [40, 1]),
    ]);
    expect([polls, badPolls]).to.deep.equal([2, 1]);
  });

  it("does not change in a poll without requests", () => {
    const before = polled([[tally("west", [30, 20], [90, 0])]]);
    expect(polled([[], [tally("west", [0, 0], [0, 0])]], before)).to.equal(before);
  });

  it("keeps the bound of slow answers that it had first", () => {
    const begun = begunComparison(pair, "latency");
    const fixed = withPoll(begun, { at: "", tallies: [], slowMs: 250 });
    expect(fixed.slowMs).to.equal(250);
    expect(withPoll(fixed, { at: "", tallies: [], slowMs: 500 }).slowMs).to.equal(250);
  });

  it("is the same for tallies in another order", () => {
    const places = ["west", "east", "west/east"];
    const poll = places.map((place, i) => tally(place, [20 + i, i], [90, i]));
    const [one, other] = [polled([poll, poll]), polled([poll, [...poll].reverse()])];
    expect(other.fleet).to.deep.equal(one.fleet);
    expect(other.places).to.deep.equal(one.places);
    expect(other.totals).to.deep.equal(one.totals);
  });

  it("counts polls in a row in which a look is enough", () => {
    const evident = (...polls: Parameters<typeof polled>[0]) => polled(polls).evident;
    const bad = [tally("west", [20, 6], [400, 8])];
    const good = [tally("west", [20, 0], [400, 8])];
    expect(evident(bad)).to.equal(1);
    expect(evident(bad, bad)).to.equal(2);
    expect(evident(bad, [], bad)).to.equal(2);
    expect(evident(bad, good, bad)).to.equal(1);
    // 24 points worse, or only 19 requests.
    expect(evident([tally("west", [100, 26], [9900, 198])])).to.equal(0);
    expect(evident([tally("west", [100, 28], [9900, 198])])).to.equal(1);
    expect(evident([tally("west", [19, 18], [400, 8])])).to.equal(0);
  });

  it("looks twice where chance may make a poll look bad", () => {
    const evident = (...given: Parameters<typeof tally>) => polled([[tally(...given)]]).evident;
    // Half of the answers of the stable version are slow: 16 of 20 are no proof, 80 of 100 are.
    expect(evident("west", [20, 16], [4000, 2000])).to.equal(0);
    expect(evident("west", [100, 80], [4000, 2000])).to.equal(1);
    // Of four requests to the stable version none was bad: that may be chance.
    expect(evident("west", [400, 120], [4, 0])).to.equal(0);
    expect(evident("west", [400, 120], [400, 0])).to.equal(1);
    expect(evident("west", [400, 400], [4, 0])).to.equal(1);
  });

  it("finds few requests evident of which all are bad, unless the stable version is as bad", () => {
    expect(polled([[tally("west", [5, 5], [95, 0])]]).evident).to.equal(1);
    expect(polled([[tally("west", [4, 4], [95, 0])]]).evident).to.equal(0);
    expect(polled([[tally("west", [50, 50], [95, 90])]]).evident).to.equal(0);
    expect(polled([[tally("west", [20, 20], [0, 0])]]).evident).to.equal(1);
    expect(polled([[tally("west", [19, 19], [0, 0])]]).evident).to.equal(0);
  });

  it("lets one poll add no more than e to one, however bad it is", () => {
    const once = polled([[tally("west", [1000, 500], [1000, 0])]]);
    const twice = polled(times(2, [tally("west", [1000, 500], [1000, 0])]));
    for (const [i, log] of once.fleet.entries()) {
      expect(log).to.be.at.most(1);
      expect(twice.fleet[i]! - log).to.be.at.most(1.2);
    }
  });

  it("takes bursts as one accident each: the same errors in fewer polls are less evidence", () => {
    const poll = (bad: number) => [tally("west", [200, bad], [200, 1])];
    const steady = polled(times(30, poll(3)));
    const bursts = polled(Array.from({ length: 30 }, (_, i) => poll(i % 6 === 5 ? 18 : 0)));
    expect(bursts.totals).to.deep.equal(steady.totals);
    const logOf = ({ fleet, polls }: Comparison) => evidence(fleet, polls);
    expect(logOf(steady)).to.be.above(Math.log(100));
    expect(logOf(bursts)).to.be.below(Math.log(10));
  });
});
