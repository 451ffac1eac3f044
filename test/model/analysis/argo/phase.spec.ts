import { expect } from "chai";
import type { ArgoPhase, ArgoRun } from "../../../../model/analysis/evidence";
import { endedRuns, phaseOfAnalysis, withEarlyEnds } from "../../../../model/analysis/argo/phase";
import { argoVerdict } from "../../../../model/analysis/argo/verdict";

const run = (phase: ArgoPhase, more: Partial<ArgoRun> = {}): ArgoRun => ({
  template: "success",
  metric: phase.toLowerCase(),
  server: "west",
  dryRun: false,
  phase,
  successful: 0,
  failed: 0,
  inconclusive: 0,
  errors: 0,
  consecutiveErrors: 0,
  consecutiveSuccesses: 0,
  measurements: [],
  message: `value [1]; it is ${phase}`,
  ...more,
});
const east = { server: "east" };
const dry = { dryRun: true };

describe("the metrics of templates together", () => {
  const cases: [what: string, runs: readonly ArgoRun[], phase: ArgoPhase][] = [
    ["are successful when all are", [run("Successful"), run("Successful", east)], "Successful"],
    ["run while one runs", [run("Successful"), run("Running")], "Running"],
    ["run while one has no measurement yet", [run("Successful"), run("Pending")], "Running"],
    ["fail with the first that fails", [run("Running"), run("Failed")], "Failed"],
    ["let the worst win: Failed before Error", [run("Error"), run("Failed")], "Failed"],
    ["let the worst win: Error before Inconclusive", [run("Inconclusive"), run("Error")], "Error"],
    ["end inconclusive at a server at once", [run("Inconclusive"), run("Running")], "Inconclusive"],
    ["let the worst server win", [run("Successful"), run("Failed", east)], "Failed"],
    ["fail at one server while others go on", [run("Running"), run("Error", east)], "Error"],
    [
      "wait for other servers where one is inconclusive",
      [run("Inconclusive"), run("Running", east)],
      "Running",
    ],
    ["never count dryRun", [run("Successful"), run("Failed", dry)], "Successful"],
    ["wait for dryRun, as Argo does", [run("Successful"), run("Running", dry)], "Running"],
    ["are successful when all are in dryRun", [run("Error", dry)], "Successful"],
  ];
  for (const [what, runs, phase] of cases)
    it(what, () => {
      expect(phaseOfAnalysis(runs)).to.equal(phase);
    });

  it("are successful when they end early, unless they have failed already", () => {
    const ended = endedRuns([run("Running"), run("Pending"), run("Failed", east)]);
    expect(ended.map(({ phase }) => phase)).to.deep.equal(["Successful", "Successful", "Failed"]);
    expect(phaseOfAnalysis(ended)).to.equal("Failed");
    expect(phaseOfAnalysis(endedRuns([run("Running"), run("Pending")]))).to.equal("Successful");
  });

  it("end early at a server where one has ended badly, and there alone", () => {
    const runs = [run("Failed"), run("Running"), run("Running", east)];
    expect(withEarlyEnds(runs).map(({ phase }) => phase)).to.deep.equal([
      "Failed",
      "Successful",
      "Running",
    ]);
    expect(withEarlyEnds(runs)[1]?.message).to.equal("value [1]; it is Running; ended early");
  });
});

describe("the verdict of templates", () => {
  it("fails the rollout, and names metric, template, server and numbers", () => {
    expect(argoVerdict([run("Running"), run("Failed", { ...east, metric: "rate" })])).to.deep.equal(
      {
        verdict: "fail",
        why: "metric rate of template success at east failed: value [1]; it is Failed",
      },
    );
  });

  it("fails the rollout on an Error, and says that Argo does so", () => {
    expect(argoVerdict([run("Error")])).to.deep.equal({
      verdict: "fail",
      why: "metric error of template success at west could not be measured: value [1]; it is Error; as in Argo Rollouts, that fails the rollout",
    });
  });

  it("holds where it is inconclusive, until a person decides", () => {
    expect(argoVerdict([run("Inconclusive")])).to.deep.equal({
      verdict: "hold",
      why: "metric inconclusive of template success at west is inconclusive: value [1]; it is Inconclusive",
      missing: "a person who promotes or aborts the rollout, as in Argo Rollouts",
    });
  });

  it("holds while metrics run, and names one of them", () => {
    expect(argoVerdict([run("Successful"), run("Running")])).to.deep.equal({
      verdict: "hold",
      why: "1 of 2 metrics of templates are done",
      missing: "metric running of template success at west goes on: value [1]; it is Running",
    });
  });

  it("passes", () => {
    expect(argoVerdict([run("Successful"), run("Successful", east)])).to.deep.equal({
      verdict: "pass",
      why: "all 2 metrics of templates passed",
    });
    expect(argoVerdict([run("Successful")]).why).to.include("metric successful of template");
    expect(argoVerdict([run("Failed", dry)])).to.deep.equal({
      verdict: "pass",
      why: "all metrics of templates are in dryRun",
    });
  });
});
