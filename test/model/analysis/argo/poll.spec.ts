import { expect } from "chai";
import { runMetrics } from "../../../../model/analysis/argo/metrics";
import { dueQueries, nextDueAt, withAnswers } from "../../../../model/analysis/argo/poll";
import { begunRuns } from "../../../../model/analysis/argo/run";
import type { AnalysisTemplate } from "../../../../model/analysis/spec";

const declared: Record<string, AnalysisTemplate> = {
  t: {
    metrics: [
      {
        name: "rate",
        interval: "60s",
        successCondition: "result[0] >= 0.95",
        provider: { prometheus: { query: "rate_query", timeout: 5 } },
      },
      {
        name: "late",
        initialDelay: "5m",
        provider: { prometheus: { query: "late_query", address: "http://other:9090" } },
      },
    ],
  },
};
const analysis = { templates: [{ templateName: "t" }] };
const begun = {
  runs: begunRuns(analysis, declared, ["west", "east"]),
  metrics: runMetrics(analysis, declared),
  startedAtMs: 0,
};
const key = "t/rate";

describe("a poll of templates", () => {
  it("asks what is due, with the server and the time limit of its query", () => {
    expect(nextDueAt(begun)).to.equal(0);
    expect(dueQueries(begun, 0)).to.deep.equal([{ key, query: "rate_query", timeout: 5 }]);
    expect(dueQueries(begun, 300_000)[1]).to.deep.equal({
      key: "t/late",
      query: "late_query",
      address: "http://other:9090",
      timeout: 30,
    });
  });

  it("takes answers of servers at which a metric is due, and no others", () => {
    const first = withAnswers(begun, 0, [
      { key, server: "west", value: [1] },
      { key, server: "east", error: "time-out" },
    ]);
    const later = { ...begun, runs: first };
    expect(nextDueAt(later)).to.equal(10_000);
    const second = withAnswers(later, 10_000, [
      { key, server: "west", value: [0] },
      { key, server: "east", value: [1] },
    ]);
    expect(second.map(({ successful, errors }) => [successful, errors])).to.deep.equal([
      [1, 0],
      [1, 1],
      [0, 0],
    ]);
  });

  it("leaves a metric due whose server gave no answer, and counts an answer without a value as an error", () => {
    const runs = withAnswers(begun, 0, [{ key, server: "west" }]);
    expect(runs[0]?.errors).to.equal(1);
    expect(runs[1]).to.equal(begun.runs[1]);
  });

  it("ends the metrics of a server where one failed", () => {
    const runs = withAnswers(begun, 0, [{ key, server: "west", value: [0] }]);
    expect(runs.map(({ phase }) => phase)).to.deep.equal(["Failed", "Pending", "Pending"]);
    expect(
      nextDueAt({ ...begun, runs: withAnswers(begun, 0, [{ key, server: "west", value: [0] }]) }),
    ).to.equal(0);
  });

  it("has nothing left to ask when all have ended", () => {
    const ended = begun.runs.map((run) => ({ ...run, phase: "Successful" as const }));
    expect(nextDueAt({ ...begun, runs: ended })).to.equal(undefined);
    expect(dueQueries({ ...begun, runs: ended }, 1e9)).to.deep.equal([]);
  });
});
