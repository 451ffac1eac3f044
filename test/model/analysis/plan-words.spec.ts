import { expect } from "chai";
import { background, stepAnalysis } from "../../../model/analysis/declared";
import { askedText, backgroundText, courseText } from "../../../model/analysis/plan-words";
import { doingText } from "../../../model/rollout/words";
import type { AnalysisSpec } from "../../../model/analysis/spec";

const asked = (spec: AnalysisSpec) => askedText(stepAnalysis(spec, 0));
const course = (spec: AnalysisSpec) => courseText(stepAnalysis(spec, 0));

const payments = { name: "payments", bad: "a", total: "b" };
const templates = ["up", "rate"].map((templateName) => ({ templateName }));

describe("an analysis of a plan in words", () => {
  it("says what is compared, and which templates run", () => {
    expect(asked({})).to.equal("compare errors and latency");
    expect(asked({ errors: {}, latency: false, metrics: [payments], services: ["web"] })).to.equal(
      "compare errors and payments of web",
    );
    expect(asked({ templates })).to.equal("run templates up and rate");
    expect(asked({ templates: templates.slice(1), errors: {} })).to.equal(
      "compare errors, and run template rate",
    );
  });

  it("says when it polls, and what follows where nothing is decided", () => {
    expect(course({})).to.equal(
      "every 30s after 1m of warm-up; undecided after 1h, it goes on waiting",
    );
    expect(course({ warmUp: "0s", deadline: "5m", onInconclusive: "abort" })).to.equal(
      "every 30s; undecided after 5m, all weights go back",
    );
    expect(course({ templates, onInconclusive: "promote" })).to.equal(
      "undecided after 1h, the next step begins",
    );
  });

  it("says where one in the background begins", () => {
    expect(backgroundText(background({}))).to.equal(
      "in the background: compare errors and latency, every 30s after 1m of warm-up",
    );
    expect(backgroundText(background({ templates, startingStep: 1 }))).to.equal(
      "in the background from step 2 on: run templates up and rate",
    );
  });

  it("has the name that it was given", () => {
    const text = (analysis: AnalysisSpec) => doingText({ kind: "analysis", analysis });
    expect(text({ name: "gate" })).to.equal("compare errors and latency (gate)");
    expect(text({})).to.equal("compare errors and latency");
  });
});
