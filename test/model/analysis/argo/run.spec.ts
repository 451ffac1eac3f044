import { expect } from "chai";
import type { ArgoRun } from "../../../../model/analysis/evidence";
import type { Answer } from "../../../../model/analysis/argo/assess";
import { begunRuns, dueAt, withMeasurement } from "../../../../model/analysis/argo/run";
import type { ArgoMetric } from "../../../../model/analysis/spec";

const startedAt = Date.parse("2026-01-01T00:00:00Z");

const metricOf = (fields: Partial<ArgoMetric> = {}): ArgoMetric => ({
  name: "success-rate",
  successCondition: "result[0] >= 0.95",
  failureCondition: "result[0] < 0.9",
  provider: { prometheus: { query: "up" } },
  ...fields,
});

const success: Answer = { value: [0.99] };
const failure: Answer = { value: [0.5] };
const inconclusive: Answer = { value: [0.92] };
const error: Answer = { value: [] };

const begun = (metric: ArgoMetric): ArgoRun =>
  begunRuns({ templates: [{ templateName: "t" }] }, { t: { metrics: [metric] } }, ["west"])[0]!;

/** A run after measurements, each when it is due, or as many of them as are due. */
function after(metric: ArgoMetric, answers: readonly Answer[]): ArgoRun {
  let run = begun(metric);
  for (const answer of answers) {
    const at = dueAt(run, metric, startedAt);
    if (at === undefined) break;
    run = withMeasurement(run, metric, at, answer);
  }
  return run;
}
const phaseAfter = (fields: Partial<ArgoMetric>, ...answers: readonly Answer[]) =>
  after(metricOf(fields), answers).phase;
const many = (times: number, answer: Answer) => Array.from({ length: times }, () => answer);

/** Seconds from the start, or from the last measurement, to the next one. */
function dueAfter(fields: Partial<ArgoMetric>, ...answers: readonly Answer[]) {
  const metric = metricOf(fields);
  const run = after(metric, answers);
  const last = run.measurements.at(-1);
  const at = dueAt(run, metric, startedAt);
  return at === undefined ? undefined : (at - (last ? Date.parse(last.at) : startedAt)) / 1000;
}

describe("a metric of a template at a server", () => {
  it("is measured once without count and interval", () => {
    expect(dueAfter({})).to.equal(0);
    expect(phaseAfter({}, success)).to.equal("Successful");
    expect(dueAfter({}, success)).to.equal(undefined);
  });

  it("is measured for ever with an interval alone", () => {
    expect(phaseAfter({ interval: "60s" }, ...many(50, success))).to.equal("Running");
    expect(dueAfter({ interval: "60s" }, ...many(50, success))).to.equal(60);
    expect(phaseAfter({ interval: "60s", count: 0 }, success)).to.equal("Running");
  });

  it("is measured as often as count says", () => {
    const metric = { interval: "60s", count: "2" } as const;
    expect(phaseAfter(metric, success)).to.equal("Running");
    expect(phaseAfter(metric, success, success)).to.equal("Successful");
  });

  it("waits its initialDelay from the start of the run", () => {
    expect(dueAfter({ initialDelay: "5m", interval: "60s" })).to.equal(300);
    expect(dueAfter({ initialDelay: "5m", interval: "60s" }, success)).to.equal(60);
  });

  it("allows no failure, nothing inconclusive and 4 errors in a row by default", () => {
    const metric = { interval: "60s", count: 9 } as const;
    expect(phaseAfter(metric, failure)).to.equal("Failed");
    expect(phaseAfter(metric, inconclusive)).to.equal("Inconclusive");
    expect(phaseAfter(metric, ...many(4, error))).to.equal("Running");
    expect(phaseAfter(metric, ...many(5, error))).to.equal("Error");
    expect(phaseAfter(metric, ...many(4, error), success, ...many(4, error))).to.equal("Running");
  });

  it("keeps ten measurements, and counts all", () => {
    const run = after(metricOf({ interval: "60s" }), many(12, success));
    expect(run.measurements).to.have.length(10);
    expect(run.successful).to.equal(12);
  });

  it("repeats errors after ten seconds, whatever the interval is, and without one", () => {
    expect(dueAfter({ interval: "5m" }, error)).to.equal(10);
    expect(dueAfter({ interval: "1s" }, error)).to.equal(10);
    expect(dueAfter({}, error)).to.equal(10);
    expect(phaseAfter({}, error, success)).to.equal("Successful");
  });

  it("lets Inconclusive override Failed, so that a bad and flaky metric pauses", () => {
    // One measurement crosses one limit, so Argo's order shows where a limit was crossed before.
    const bad = { ...begun(metricOf()), failed: 1 };
    expect(withMeasurement(bad, metricOf(), startedAt, inconclusive).phase).to.equal(
      "Inconclusive",
    );
    expect(withMeasurement(bad, metricOf(), startedAt, success).phase).to.equal("Failed");
  });

  it("lets Error override both", () => {
    const bad = { ...begun(metricOf()), failed: 1, inconclusive: 1, consecutiveErrors: 4 };
    expect(withMeasurement(bad, metricOf(), startedAt, error).phase).to.equal("Error");
  });

  it("is successful at once when consecutiveSuccessLimit is reached", () => {
    const metric = { interval: "60s", count: 9, failureLimit: 3, consecutiveSuccessLimit: 2 };
    expect(phaseAfter(metric, success, failure, success)).to.equal("Running");
    expect(phaseAfter(metric, failure, success, success)).to.equal("Successful");
  });

  it("ends inconclusive where count comes before consecutiveSuccessLimit, and fails with failureLimit -1", () => {
    const metric = { interval: "60s", count: 2, consecutiveSuccessLimit: 2 } as const;
    expect(phaseAfter({ ...metric, failureLimit: 1 }, failure, success)).to.equal("Inconclusive");
    expect(phaseAfter({ ...metric, failureLimit: -1 }, failure, failure)).to.equal("Failed");
  });

  it("is an Error for an empty vector under result[0], after five of them, and Failed for NaN", () => {
    const metric = { interval: "60s", count: 9, failureCondition: "" } as const;
    expect(phaseAfter(metric, ...many(4, error))).to.equal("Running");
    expect(phaseAfter(metric, ...many(5, error))).to.equal("Error");
    expect(phaseAfter(metric, { value: [NaN] })).to.equal("Failed");
  });

  it("says what was measured, which condition it breaks and how many may", () => {
    const metric = metricOf({ interval: "60s", count: 5, failureLimit: 1 });
    expect(after(metric, [success]).message).to.equal("value [0.99]; 1 of 5 measured");
    expect(after(metric, [failure, failure]).message).to.equal(
      "value [0.5]: result[0] < 0.9 holds; 2 failed, 1 allowed",
    );
    expect(after(metric, many(5, error)).message).to.equal(
      "value []: result[0] >= 0.95: there is no data, so nothing is at [0]; 5 errors in a row, 4 are allowed",
    );
    expect(after(metric, [{ error: "time-out" }]).message).to.equal(
      "no value: time-out; 0 of 5 measured",
    );
  });

  it("stays as it is once it has ended", () => {
    const run = after(metricOf(), [success]);
    expect(withMeasurement(run, metricOf(), startedAt, failure)).to.equal(run);
  });
});

describe("the runs of an analysis", () => {
  const declared = {
    errors: { metrics: [metricOf()], dryRun: [{ metricName: "late.*" }] },
    latency: {
      metrics: [
        metricOf({ name: "latency" }),
        metricOf({
          name: "elsewhere",
          provider: { prometheus: { query: "up", address: "http://other:9090" } },
        }),
      ],
      dryRun: [{ metricName: "^lat" }],
    },
  };
  const runs = begunRuns(
    { templates: [{ templateName: "errors" }, { templateName: "latency" }] },
    declared,
    ["west", "east"],
  );

  it("are each metric at each server, or at its own address", () => {
    expect(runs.map(({ template, metric, server }) => [template, metric, server])).to.deep.equal([
      ["errors", "success-rate", "west"],
      ["errors", "success-rate", "east"],
      ["latency", "latency", "west"],
      ["latency", "latency", "east"],
      ["latency", "elsewhere", "http://other:9090"],
    ]);
  });

  it("are in dryRun where a rule matches a part of the name", () => {
    expect(runs.map(({ dryRun }) => dryRun)).to.deep.equal([false, false, true, true, false]);
  });
});
