import { expect } from "chai";
import fc from "fast-check";
import type { ArgoRun } from "../../../../model/analysis/evidence";
import type { Answer } from "../../../../model/analysis/argo/assess";
import { endedRuns } from "../../../../model/analysis/argo/phase";
import {
  begunRuns,
  counted,
  dueAt,
  isCompleted,
  withMeasurement,
} from "../../../../model/analysis/argo/run";
import type { ArgoMetric } from "../../../../model/analysis/spec";

const limit = (min: number) => fc.option(fc.integer({ min, max: 4 }), { nil: undefined });

const metrics: fc.Arbitrary<ArgoMetric> = fc.record({
  name: fc.constant("rate"),
  successCondition: fc.constant("result[0] >= 0.95"),
  failureCondition: fc.constantFrom("", "result[0] < 0.9"),
  interval: fc.constant("30s" as const),
  count: fc.integer({ min: 1, max: 12 }),
  failureLimit: limit(-1),
  inconclusiveLimit: limit(0),
  consecutiveErrorLimit: limit(0),
  consecutiveSuccessLimit: limit(0),
  provider: fc.constant({ prometheus: { query: "up" } }),
});

const answers: fc.Arbitrary<Answer> = fc.oneof(
  fc.record({ value: fc.array(fc.double({ min: 0.85, max: 1 }), { maxLength: 2 }) }),
  fc.record({ value: fc.double() }),
  fc.constant({ error: "time-out" }),
);

/** Measures until nothing is due, at most so often; the answers are repeated. */
function measured(metric: ArgoMetric, given: readonly Answer[], most: number): ArgoRun {
  const declared = { t: { metrics: [metric] } };
  let [run] = begunRuns({ templates: [{ templateName: "t" }] }, declared, ["west"]);
  for (let turn = 0; turn < most; turn++) {
    const at = dueAt(run!, metric, 0);
    if (at === undefined) break;
    run = withMeasurement(run!, metric, at, given[turn % given.length]!);
  }
  return run!;
}

describe("a metric with a count", () => {
  it("ends for any series of measurements", () => {
    fc.assert(
      fc.property(metrics, fc.array(answers, { minLength: 1, maxLength: 20 }), (metric, given) => {
        // Each measurement that counts may come after as many errors as are allowed in a row.
        const most = Number(metric.count) * (Number(metric.consecutiveErrorLimit ?? 4) + 1) + 5;
        const run = measured(metric, given, most);
        expect(isCompleted(run.phase)).to.equal(true);
        expect(dueAt(run, metric, 0)).to.equal(undefined);
        expect(counted(run)).to.be.at.most(Number(metric.count));
      }),
    );
  });

  it("never has its end changed, and is successful if it ends early", () => {
    fc.assert(
      fc.property(metrics, fc.array(answers, { minLength: 1, maxLength: 6 }), (metric, given) => {
        const run = measured(metric, given, given.length);
        const [ended] = endedRuns([run]);
        expect(ended?.phase).to.equal(isCompleted(run.phase) ? run.phase : "Successful");
      }),
    );
  });
});
