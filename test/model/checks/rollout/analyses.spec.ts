import { expect } from "chai";
import { checkRelease } from "../../../../model/checks/release";
import type { ServiceSpec } from "../../../../model/release/release";
import type { AnalysisSpec } from "../../../../model/analysis/spec";
import type { RolloutSpec } from "../../../../model/rollout/spec";
import { told } from "../../../support/problems";
import { east, release, service, west } from "../../../support/releases";

const check = (
  rollout: Partial<RolloutSpec>,
  services: Readonly<Record<string, ServiceSpec>> = { web: service(), cart: service() },
) =>
  checkRelease(release({ services, rollout: { steps: [{ setWeight: 5 }], ...rollout } }), [
    west,
    east,
  ]).map((problem) => ({ ...problem, path: problem.path.replace("release.rollout.", "") }));

/** What is wrong with analyses, each as a step after one that moves requests. */
const analyses = (...all: readonly AnalysisSpec[]) =>
  told(check({ steps: [{ setWeight: 5 }, ...all.map((analysis) => ({ analysis }))] }));

const payments = { name: "payments", bad: "bad", total: "all" };

describe("the analyses of a rollout", () => {
  it("have no mistake with their defaults, as a step and in the background", () => {
    expect(check({ analysis: {} })).to.deep.equal([]);
    expect(analyses({}, { metrics: [payments] })).to.deep.equal([]);
  });

  it("have names of their own, with those that they get by default", () => {
    expect(analyses({ name: "analysis-3" }, {}).map(([code, path]) => [code, path])).to.deep.equal([
      ["GR522", "steps[2].analysis.name"],
    ]);
    const steps = [{ setWeight: 5 }, { analysis: { name: "background" } }];
    expect(told(check({ steps, analysis: {} }))).to.deep.equal([
      [
        "GR522",
        "steps[1].analysis.name",
        'the name "background", which the analysis at release.rollout.analysis has too',
      ],
    ]);
  });

  it("name services of the release", () => {
    expect(analyses({ services: ["wbe"] })).to.deep.equal([
      ["GR010", "steps[1].analysis.services[0]", 'an unknown service "wbe"'],
    ]);
  });

  it("have metrics with names of their own", () => {
    expect(analyses({ metrics: [payments, payments] })).to.deep.equal([
      [
        "GR522",
        "steps[1].analysis.metrics[1].name",
        'the name "payments", which another metric of the analysis has',
      ],
    ]);
    expect(analyses({ metrics: [{ ...payments, name: "errors" }] }).map(([code]) => code)).to.eql([
      "GR522",
    ]);
  });

  it("ask for something", () => {
    expect(analyses({ errors: false, latency: false })).to.deep.equal([
      ["GR525", "steps[1].analysis", "an analysis without a metric"],
    ]);
    expect(analyses({ errors: false, latency: false, metrics: [payments] })).to.deep.equal([]);
  });

  it("can pass by some number of requests", () => {
    expect(analyses({ errors: { margin: 0 }, latency: { margin: 0, objective: 1 } })).to.deep.equal(
      [["GR525", "steps[1].analysis.errors.margin", "a margin of 0 without an objective"]],
    );
    expect(analyses({ metrics: [{ ...payments, margin: 0 }] }).map(([, path]) => path)).to.eql([
      "steps[1].analysis.metrics[0].margin",
    ]);
    // What only fails needs no margin to pass.
    expect(check({ analysis: { errors: { margin: 0 } } })).to.deep.equal([]);
  });

  it("have time for the warm-up and one poll", () => {
    const spec = { warmUp: "1m", interval: "30s" };
    expect(analyses({ ...spec, deadline: "90s" })).to.deep.equal([]);
    expect(analyses({ ...spec, deadline: "89s" })).to.deep.equal([
      [
        "GR525",
        "steps[1].analysis.deadline",
        "a deadline of 1m 29s, with 1m of warm-up and an interval of 30s",
      ],
    ]);
  });

  it("have an interval of at least a second, and no time beyond all calendars", () => {
    const at = (spec: object) => analyses(spec).map(([code, path]) => [code, path]);
    expect(at({ interval: "1s", deadline: "8760h" })).to.deep.equal([]);
    expect(at({ interval: "1ms" })).to.deep.equal([["GR525", "steps[1].analysis.interval"]]);
    expect(at({ deadline: "999999999h" })).to.deep.equal([["GR525", "steps[1].analysis.deadline"]]);
  });

  it("begin at a step that there is", () => {
    const steps = [{ setWeight: 5 }, { pause: {} }];
    expect(check({ steps, analysis: { startingStep: 1 } })).to.deep.equal([]);
    expect(told(check({ steps, analysis: { startingStep: 2 } }))).to.deep.equal([
      ["GR525", "analysis.startingStep", "startingStep: 2 of 2 steps"],
    ]);
  });

  it("compare requests, and no connections", () => {
    const db = service({ protocol: "tcp" });
    const beside = (analysis: AnalysisSpec, services: Readonly<Record<string, ServiceSpec>>) =>
      told(check({ analysis }, services));
    expect(beside({}, { web: service(), db })).to.deep.equal([]);
    expect(beside({}, { db })).to.deep.equal([
      ["GR525", "analysis", "errors or latency of services that all take TCP connections"],
    ]);
    expect(beside({ services: ["web", "db"] }, { web: service(), db })).to.deep.equal([
      ["GR525", "analysis.services[1]", 'errors or latency of "db", which takes TCP connections'],
    ]);
    expect(beside({ metrics: [payments], services: ["db"] }, { db })).to.deep.equal([]);
    const [problem] = check({ analysis: {} }, { db });
    expect(problem?.fix).to.match(/`webhook`.*`templates`/);
  });
});
