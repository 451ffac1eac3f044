import { expect } from "chai";
import { begunUnreached, withUnreached } from "../../../model/analysis/unreached";
import type { UnreachedTally } from "../../../model/analysis/counts";

const lost = (source: string, requests: number, bad: number): UnreachedTally => ({
  source,
  counts: [requests, bad],
});

/** What is said after polls. */
const after = (polls: readonly (readonly UnreachedTally[])[], weight?: number) =>
  polls.reduce((sum, tallies) => withUnreached(sum, tallies, weight), begunUnreached("shop"));

const verdictOf = (...polls: (readonly UnreachedTally[])[]) => after(polls).verdict.verdict;

describe("requests that reached no pod", () => {
  it("fail a release where 1 % is lost in two polls in a row", () => {
    const poll = [lost("west", 400, 4), lost("east", 400, 0)];
    expect(verdictOf(poll)).to.equal("pass");
    expect(after([poll, poll]).verdict).to.deep.equal({
      verdict: "fail",
      why: "8 of 800 requests to shop reached no pod of any version, from callers in west",
      missing: "less than 1 % in each poll would have passed",
    });
  });

  it("fail none where one poll was good, or callers in another cluster lost them", () => {
    const [bad, good] = [[lost("west", 400, 40)], [lost("west", 400, 1)]];
    expect(verdictOf(bad, good, bad)).to.equal("pass");
    expect(verdictOf(bad, [lost("west", 400, 0), lost("east", 400, 40)])).to.equal("pass");
  });

  it("count over a poll in which these callers sent nothing", () => {
    const bad = [lost("west", 400, 40)];
    expect(verdictOf(bad, [], [lost("west", 0, 0)], bad)).to.equal("fail");
  });

  it("fail none where fewer than three, or less than 1 %, were lost", () => {
    expect(verdictOf([lost("west", 10, 2)], [lost("west", 10, 2)])).to.equal("pass");
    expect(verdictOf([lost("west", 401, 4)], [lost("west", 401, 4)])).to.equal("pass");
  });

  it("fail a release that loses half of what the new version gets, be it below 1 %", () => {
    const poll = [lost("west", 1000, 5)];
    expect(after([poll, poll], 1).verdict.verdict).to.equal("fail");
    expect(after([poll, poll], 1.2).verdict.verdict).to.equal("pass");
    expect(after([poll, poll], 50).verdict.verdict).to.equal("pass");
  });

  it("never hold a release", () => {
    expect(begunUnreached("shop").verdict.verdict).to.equal("pass");
    expect(after([[], [lost("west", 7, 1)]]).verdict).to.deep.equal({
      verdict: "pass",
      why: "1 of 7 requests to shop reached no pod",
    });
  });

  it("are told without a double no where there was none", () => {
    expect(after([[lost("west", 700, 0)]]).verdict.why).to.equal(
      "each of 700 requests to shop reached a pod",
    );
  });

  it("are added up by the cluster of their callers", () => {
    const { totals } = after([[lost("west", 5, 1)], [lost("west", 6, 0), lost("east", 7, 2)]]);
    expect(totals).to.deep.equal([lost("west", 11, 1), lost("east", 7, 2)]);
  });
});
