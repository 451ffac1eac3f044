import { expect } from "chai";
import { begunComparison, withPoll } from "../../../model/analysis/comparison";
import type { Tally } from "../../../model/analysis/counts";
import { judge } from "../../../model/analysis/judge";
import type { Rules } from "../../../model/analysis/outcome";
import { pair, polled, tally, times } from "../../support/analysis/polls";

const rules: Rules = { objective: 0, margin: 1, falseAlarms: 1, comparisons: 1 };

/** The verdict after polls. */
const judged = (polls: readonly (readonly Tally[])[], other: Partial<Rules> = {}) =>
  judge(polled(polls), { ...rules, ...other });

const healthy = [tally("west", [100, 0], [900, 4]), tally("east", [100, 1], [900, 5])];

describe("a gate", () => {
  it("holds without requests, however long: a quiet night fails nothing", () => {
    expect(judged(times(2000, []))).to.deep.equal({
      verdict: "hold",
      why: "no request to shop v2 was counted yet",
      missing: "299 more requests to v2 (0 of 299)",
    });
    expect(judged(times(50, [tally("west", [0, 0], [500, 3])])).verdict).to.equal("hold");
  });

  it("passes a version of which enough requests were as good as those of the stable one", () => {
    expect(judged(times(4, healthy))).to.deep.equal({
      verdict: "pass",
      why: "shop v2 failed 0.5 % of 800 requests where v1 failed 0.5 % of 7,200",
    });
  });

  it("passes only after ln(20)/margin requests, even without a bad one", () => {
    const good = (requests: number) => [[tally("west", [requests, 0], [5000, 100])]];
    expect(judged(good(180))).to.include({
      verdict: "hold",
      missing: "119 more requests to v2 (180 of 299)",
    });
    expect(judged(good(298)).missing).to.equal("1 more request to v2 (298 of 299)");
    expect(judged(good(299)).verdict).to.equal("pass");
    expect(judged(good(2994), { margin: 0.1 }).verdict).to.equal("hold");
  });

  it("says at which rate so many requests would have passed, and how many more would", () => {
    expect(judged([[tally("west", [500, 6], [5000, 25])]])).to.deep.equal({
      verdict: "hold",
      why: "shop v2 failed 1.2 % of 500 requests where v1 failed 0.5 % of 5,000",
      missing:
        "about 4,300 more requests to v2 at this rate; at most 2 of 500 (0.4 %) would have passed",
    });
    expect(judged([[tally("west", [500, 8], [5000, 25])]]).missing).to.equal(
      "a smaller share of bad ones: at most 2 of 500 (0.4 %) would have passed",
    );
  });

  it("passes what is within the objective, however good the stable version is", () => {
    const polls = times(20, [tally("west", [200, 2], [1800, 0])]);
    expect(judged(polls).verdict).to.equal("fail");
    expect(judged(polls, { objective: 2 }).verdict).to.equal("pass");
  });

  it("fails a version that is worse, and says what was seen and what would have passed", () => {
    expect(judged(times(12, [tally("west", [40, 2], [760, 4])]))).to.deep.equal({
      verdict: "fail",
      why: "shop v2 failed 5 % of 480 requests where v1 failed 0.53 % of 9,120",
      missing: "at most 2 of 480 (0.42 %) would have passed",
    });
  });

  it("fails no version that is worse by less than 0.1 points", () => {
    // 0.16 % beside 0.08 %, of millions of requests.
    const polls = times(60, [tally("west", [50_000, 80], [50_000, 40])]);
    expect(judged(polls).verdict).to.equal("pass");
    expect(judged(times(60, [tally("west", [50_000, 100], [50_000, 40])])).verdict).to.equal(
      "fail",
    );
  });

  it("needs bad requests in three polls: two may be one accident", () => {
    const quiet = times(2, [tally("west", [100, 20], [900, 1])]);
    const more = { falseAlarms: 90 };
    expect(judged(quiet, more).verdict).to.equal("hold");
    expect(judged([...quiet, [tally("west", [100, 1], [900, 1])]], more).verdict).to.equal("fail");
  });

  it("needs more evidence for fewer false alarms, and where more services are compared", () => {
    const failsAt = (other: Partial<Rules>) =>
      Array.from({ length: 40 }, (_, i) => i + 1).find(
        (count) =>
          judged(times(count, [tally("west", [40, 2], [760, 4])]), other).verdict === "fail",
      )!;
    const one = failsAt({});
    expect(failsAt({ comparisons: 10 })).to.be.above(one);
    expect(failsAt({ falseAlarms: 0.1 })).to.equal(failsAt({ comparisons: 10 }));
    expect(failsAt({ falseAlarms: 10 })).to.be.below(one);
  });

  it("fails after two polls of which one look is enough", () => {
    const polls = [...times(3, healthy), ...times(2, [tally("west", [30, 20], [300, 1])])];
    expect(judged(polls.slice(0, -1)).verdict).to.not.equal("fail");
    expect(judged(polls)).to.include({
      verdict: "fail",
      why: "shop v2 failed 67 % of 60 requests in the last two polls where v1 failed 0.33 % of 600",
    });
  });

  it("names the cluster in which the version is bad", () => {
    const polls = times(10, [tally("west", [40, 0], [760, 4]), tally("east", [40, 4], [760, 4])]);
    expect(judged(polls)).to.deep.include({
      verdict: "fail",
      why: "shop v2 failed 5 % of 800 requests where v1 failed 0.53 % of 15,200; in east 10 % of 400",
    });
  });

  it("names no cluster where it is bad in all of them", () => {
    const polls = times(10, [tally("west", [40, 3], [760, 4]), tally("east", [40, 4], [760, 4])]);
    expect(judged(polls)).to.have.property("verdict", "fail");
    expect(judged(polls).why).to.not.contain("; in");
  });

  it("passes nothing while a cluster is under suspicion", () => {
    const place = (i: number) => tally(`c${i}`, [2000, 2], [18_000, 18]);
    const bad = (count: number) => [
      ...times(9, 0).map((_, i) => place(i)),
      tally("c9", [100, count], [900, 1]),
    ];
    const verdict = judged(times(3, bad(4)));
    expect(verdict.verdict).to.equal("hold");
    expect(verdict.missing).to.equal("more requests to v2, which looks worse in c9");
    expect(judged(times(3, bad(0))).verdict).to.equal("pass");
  });

  it("compares like with like: weights and rates that differ by cluster are no fault (Simpson)", () => {
    // All of the callers in east, where half of the requests go to v2, see 10 % of errors.
    const polls = times(60, [
      tally("west", [10, 0], [990, 1]),
      tally("east", [500, 50], [500, 50]),
    ]);
    const { verdict, why } = judged(polls);
    expect(verdict).to.equal("pass");
    expect(why).to.equal(
      "shop v2 failed 9.8 % of 30,600 requests where v1 failed 3.4 % of 89,400 (9.8 % with the callers and clusters of v2)",
    );
  });

  it("tells one share of the stable version where another mix of callers changes it little", () => {
    const polls = times(5, [tally("west", [103, 11], [312, 2]), tally("east", [96, 10], [310, 1])]);
    expect(judged(polls).why).to.equal(
      "shop v2 failed 11 % of 995 requests where v1 failed 0.48 % of 3,110",
    );
  });

  it("compares by the cluster of the pods, too, where both versions have some there", () => {
    // Pods in east are bad, of either version; those of v2 stand there for the most part.
    const polls = times(60, [
      tally("west/west", [20, 0], [900, 1]),
      tally("west/east", [180, 18], [100, 10]),
    ]);
    expect(judged(polls).verdict).to.equal("pass");
  });

  it("compares pods in other clusters where the versions share none", () => {
    const polls = times(12, [
      tally("west/east", [40, 4], [0, 0]),
      tally("west/west", [0, 0], [760, 4]),
    ]);
    expect(judged(polls)).to.deep.include({
      verdict: "fail",
      why: "shop v2 failed 10 % of 480 requests where v1 failed 0.53 % of 9,120",
    });
  });

  it("holds where the stable version had too few requests to know its share", () => {
    expect(judged([[tally("west", [9000, 40], [6, 0])]]).missing).to.equal(
      "more requests to v1: too few were counted to know what share of them is bad",
    );
  });

  it("holds where nothing went to the stable version, and says what would help", () => {
    expect(judged(times(20, [tally("west", [400, 2], [0, 0])]))).to.deep.equal({
      verdict: "hold",
      why: "shop v2 failed 0.5 % of 8,000 requests; no request went to v1 under like conditions",
      missing: "requests to v1 to compare with, or an objective above 0",
    });
  });

  it("compares with the objective then", () => {
    const only = (bad: number) => times(20, [tally("west", [400, bad], [0, 0])]);
    expect(judged(only(2), { objective: 1 }).verdict).to.equal("pass");
    expect(judged(only(8), { objective: 1 }).verdict).to.equal("fail");
    expect(judged(only(4), { objective: 1 }).verdict).to.equal("hold");
  });

  it("takes a version back at all requests of which all are bad", () => {
    expect(judged(times(2, [tally("west", [400, 400], [0, 0])])).verdict).to.equal("fail");
  });

  it("says that no number of requests passes a margin and an objective of 0", () => {
    expect(judged(times(4, healthy), { margin: 0 })).to.deep.include({
      verdict: "hold",
      missing: "a margin or an objective above 0, without which no number of requests is enough",
    });
  });

  it("speaks of slow answers, and of metrics of one's own", () => {
    const poll = { at: "", tallies: [tally("west", [100, 20], [900, 45])], slowMs: 250 };
    const slow = withPoll(begunComparison(pair, "latency"), poll);
    expect(judge(slow, rules).why).to.equal(
      "shop v2 took more than 250 ms for 20 % of 100 answers where v1 did for 5 % of 900",
    );
    const own = withPoll(begunComparison(pair, "failed-payments"), { ...poll, slowMs: undefined });
    expect(judge(own, rules).why).to.equal(
      "shop v2 was bad by failed-payments in 20 % of 100 events where v1 was in 5 % of 900",
    );
  });
});
