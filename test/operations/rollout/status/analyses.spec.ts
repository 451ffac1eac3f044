// What a status tells of analyses, as text and as data.
import { expect } from "chai";
import { begunComparison, withPoll } from "../../../../model/analysis/comparison";
import type { Counts } from "../../../../model/analysis/counts";
import type { Analysis } from "../../../../model/analysis/evidence";
import { judge } from "../../../../model/analysis/judge";
import type { RolloutRecord } from "../../../../model/rollout/record";
import type { RolloutSpec } from "../../../../model/rollout/spec";
import { statusOf } from "../../../../operations/rollout/status/build";
import { statusText } from "../../../../operations/rollout/status/text";
import { rolloutRecord } from "../../../support/rollout/record";

const at = (time: string) => `2030-01-01T${time}Z`;

const spec: RolloutSpec = { steps: [{ setWeight: 5 }, { analysis: { latency: false } }] };

const compared = (canary: Counts, stable: Counts) => {
  const pair = { service: "shop", canary: "v2", stable: ["v1"] };
  const tallies = [{ source: "west", destination: "west", canary, stable }];
  const seen = withPoll(begunComparison(pair, "errors"), { at: at("00:03:45"), tallies });
  const bounds = { objective: 0, margin: 1, falseAlarms: 1, comparisons: 1 };
  return { ...seen, verdict: judge(seen, bounds) };
};

const holding = compared([180, 0], [15_021, 75]);

const analysis: Analysis = {
  ...{ name: "analysis-2", action: 1, background: false, startedAt: at("00:00:10") },
  ...{ countsFrom: at("00:01:10"), polledAt: at("00:04:00"), polls: 3, until: {} },
  troubles: { "https://east.example": { since: at("00:03:30"), why: "it refused the connection" } },
  ...{ comparisons: [holding], unreached: [], argo: [], verdict: holding.verdict },
};

const report = (changes: Partial<RolloutRecord> = {}, time = "00:04:12") =>
  statusOf({
    ...{ stack: "prod", release: "demo", nowMs: Date.parse(at(time)), clusters: [] },
    driver: { holder: "ci@runner:17", since: at("00:00:01"), until: at("00:04:15") },
    record: rolloutRecord({
      spec,
      at: { index: 1, from: 0, state: "decided", since: at("00:00:10") },
      settled: { index: 0, at: at("00:00:10") },
      analyses: [analysis],
      ...changes,
    }),
  });

/** The part of a status that is about analyses. */
const text = (...of: Parameters<typeof report>) => {
  const lines = statusText(report(...of)).split("\n");
  const first = lines.findIndex((line) => line.startsWith("Analysis "));
  return lines.slice(first, lines.indexOf("Decisions:") - 1).join("\n");
};

describe("the status of an analysis", () => {
  it("tells what was seen and what is missing, which servers are away, and the times, in 80 columns", () => {
    expect(text()).to.equal(`\
Analysis analysis-2 (step 2): holds
  errors: shop v2 failed none of 180 requests where v1 failed 0.5 % of 15,021;
    missing: 119 more requests to v2 (180 of 299)
  away: https://east.example since 2030-01-01T00:03:30Z (42s): it refused the
    connection
  polls: 3; the next is due in 18s
  deadline: in 55m 58s: then it holds until its metrics decide or somebody
    promotes`);
    expect(report().rollout?.waitsFor).to.deep.equal({
      ...{ kind: "analysis", since: at("00:00:10"), secondsLeft: null },
      what: "analysis-2 to pass: missing 119 more requests to v2 (180 of 299)",
    });
  });

  it("tells since when requests count before the first poll", () => {
    expect(text({ analyses: [] }, "00:00:20")).to.equal(`\
Analysis analysis-2 (step 2): holds
  so far: no poll has been made yet
  polls: 0; the next is due in 1m 20s; requests count since
    2030-01-01T00:01:10Z
  deadline: in 59m 50s: then it holds until its metrics decide or somebody
    promotes`);
  });

  it("is inconclusive after its time, and offers to promote it first", () => {
    const late = report({}, "02:00:00");
    expect(late.rollout?.analyses[0]).to.deep.include({ inconclusive: true, active: true });
    expect(late.rollout?.waitsFor?.what).to.match(/^analysis-2, which is inconclusive, to pass or/);
    expect(late.next[0]?.command).to.equal("npx gray rollout promote -s prod");
    expect(text({}, "02:00:00")).to.contain(
      "deadline: was 59m 50s ago: then it holds until its metrics decide",
    );
  });

  it("tells after a failure which one it was, and what would have passed", () => {
    const failed = compared([400, 200], [15_021, 75]);
    const twice = withPoll(failed, {
      at: at("00:04:15"),
      tallies: [{ source: "west", destination: "west", canary: [400, 200], stable: [9000, 45] }],
    });
    const bounds = { objective: 0, margin: 1, falseAlarms: 1, comparisons: 1 };
    const verdict = judge(twice, bounds);
    const seen = { ...analysis, troubles: {}, comparisons: [{ ...twice, verdict }], verdict };
    const lines = text({ status: "failed", analyses: [seen] }).split("\n");
    expect(lines[0]).to.equal("Analysis analysis-2 (step 2): failed");
    expect(lines[1]).to.match(/^ {2}errors failed: shop v2 failed 50 % of 800 requests/);
    expect(lines.at(-1)).to.equal("  polls: 3; it has ended");
    for (const line of lines) expect(line.length).to.be.at.most(80);
  });

  it("gives the counts of each metric, and the measurements of templates, as data", () => {
    const argo: Analysis["argo"] = [
      {
        ...{ template: "rate", metric: "success", server: "https://west.example", dryRun: false },
        ...{ phase: "Running", successful: 1, failed: 0, inconclusive: 0, errors: 0 },
        ...{
          consecutiveErrors: 0,
          consecutiveSuccesses: 1,
          message: "value [0.99]; 1 of 5 measured",
        },
        measurements: [{ at: at("00:04:00"), phase: "Successful", value: "[0.99]" }],
      },
    ];
    const [one] = report({ analyses: [{ ...analysis, argo }] }).rollout?.analyses ?? [];
    expect(one?.metrics[0]).to.deep.include({
      ...{ metric: "errors", service: "shop", version: "v2", beside: ["v1"], slowMs: null },
      ...{ counts: [180, 0], countsBeside: [15_021, 75], verdict: "hold" },
    });
    expect(one?.templates).to.deep.equal([
      {
        ...{ template: "rate", metric: "success", server: "https://west.example", dryRun: false },
        ...{ phase: "Running", value: "[0.99]", message: "value [0.99]; 1 of 5 measured" },
      },
    ]);
    expect(text({ analyses: [{ ...analysis, argo }] })).to.contain(
      "rate/success at https://west.example: Running: value [0.99]; 1 of 5",
    );
  });

  it("shows no analysis that has ended well, and all of them as data", () => {
    const old = { ...analysis, name: "before", action: 0, background: true };
    const both = report({ analyses: [old, analysis] });
    expect(both.rollout?.analyses.map(({ name, active }) => [name, active])).to.deep.equal([
      ["before", false],
      ["analysis-2", true],
    ]);
    expect(statusText(both)).not.to.contain("before");
  });
});
