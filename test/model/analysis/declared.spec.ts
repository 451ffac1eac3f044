import { expect } from "chai";
import { comparedMetrics, declaredAnalyses, stepAnalysis } from "../../../model/analysis/declared";
import type { AnalysisSpec } from "../../../model/analysis/spec";

/** The metrics that an analysis compares. */
const metrics = (spec: AnalysisSpec) => comparedMetrics(stepAnalysis(spec, 0));

const payments = { name: "payments", bad: "a", total: "b" };
const templates = [{ templateName: "success-rate" }];

describe("an analysis with its defaults", () => {
  it("compares errors and latency, every 30 s after a minute, for at most an hour", () => {
    expect(stepAnalysis({}, 2)).to.deep.equal({
      name: "analysis-3",
      step: 2,
      errors: { objective: 0, margin: 1 },
      latency: { objective: 0, margin: 1 },
      own: [],
      templates: [],
      args: [],
      intervalSeconds: 30,
      warmUpSeconds: 60,
      falseAlarms: 1,
      deadlineSeconds: 3600,
      onInconclusive: "hold",
    });
  });

  it("keeps what is declared", () => {
    const spec: AnalysisSpec = {
      name: "both",
      errors: { objective: 0.5 },
      latency: { margin: 2, slow: "250ms" },
      metrics: [{ ...payments, margin: 0.1, versionLabel: "release" }],
      templates,
      args: [{ name: "a", value: "b" }],
      services: ["shop"],
      interval: "10s",
      warmUp: "0s",
      falseAlarms: 0.1,
      deadline: "5m",
      onInconclusive: "abort",
    };
    expect(stepAnalysis(spec, 0)).to.deep.equal({
      name: "both",
      step: 0,
      errors: { objective: 0.5, margin: 1 },
      latency: { objective: 0, margin: 2, slowMs: 250 },
      own: [
        {
          ...payments,
          ...{ versionLabel: "release", clusterLabel: "cluster", objective: 0, margin: 0.1 },
        },
      ],
      templates: ["success-rate"],
      args: [{ name: "a", value: "b" }],
      services: ["shop"],
      intervalSeconds: 10,
      warmUpSeconds: 0,
      falseAlarms: 0.1,
      deadlineSeconds: 300,
      onInconclusive: "abort",
    });
  });

  it("compares errors and latency beside other metrics only where it says so", () => {
    expect(metrics({})).to.deep.equal(["errors", "latency"]);
    expect(metrics({ latency: false })).to.deep.equal(["errors"]);
    expect(metrics({ errors: { margin: 2 } })).to.deep.equal(["errors", "latency"]);
    expect(metrics({ metrics: [payments] })).to.deep.equal(["payments"]);
    expect(metrics({ metrics: [payments], errors: {} })).to.deep.equal(["errors", "payments"]);
    expect(metrics({ templates })).to.deep.equal([]);
    expect(metrics({ templates, latency: {} })).to.deep.equal(["latency"]);
    expect(metrics({ templates: [], metrics: [] })).to.deep.equal(["errors", "latency"]);
  });

  it("is named by its number, or as the one in the background, which comes first", () => {
    const steps = [{ setWeight: 5 }, { analysis: {} }, { analysis: { name: "last" } }];
    const found = declaredAnalyses({ steps, analysis: { startingStep: 1 } });
    expect(found.map(({ name, step, startingStep }) => [name, step, startingStep])).to.deep.equal([
      ["background", undefined, 1],
      ["analysis-2", 1, undefined],
      ["last", 2, undefined],
    ]);
    expect(found[0]).to.not.have.any.keys("deadlineSeconds", "onInconclusive");
    expect(declaredAnalyses({ steps: [{ setWeight: 5 }] })).to.deep.equal([]);
  });
});
