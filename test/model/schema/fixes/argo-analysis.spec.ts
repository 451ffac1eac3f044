import { expect } from "chai";
import { config, problemsOf } from "../../../support/config";

describe("fixes of analyses as Argo Rollouts and newcomers write them", () => {
  const prometheus = { url: "https://metrics.example.com" };
  const fixes = (step: unknown, analysis?: unknown) => {
    const steps = [{ setWeight: 5 }, { analysis: step }];
    const rollout = { steps, ...(analysis === undefined ? {} : { analysis }) };
    return problemsOf(config({ prometheus, rollout })).map(({ fix }) => fix);
  };

  it("say which of the two kinds of analyses has a key", () => {
    expect(fixes({ startingStep: 2 })).to.deep.equal([
      "remove it, or move the analysis to `analysis` beside `steps`, which has it",
    ]);
    expect(fixes({}, { deadline: "1h" })).to.deep.equal([
      "remove it: the analysis beside the steps waits for nothing; a step `analysis` has it",
    ]);
  });

  it("write names of templates and arguments as an analysis takes them", () => {
    expect(fixes({ templates: ["success-rate"] })).to.deep.equal([
      "write a mapping: `{ templateName: success-rate }`",
    ]);
    expect(fixes({ templateName: "success-rate" })).to.deep.equal([
      "write `templates: [{ templateName: … }]`",
    ]);
    expect(
      fixes({ templates: [{ templateName: "x" }], args: { service: "geheim" } }),
    ).to.deep.equal(["write a list: `[{ name: service, value: … }]`"]);
  });

  it("ask for counters in place of rates, and for labels by their keys", () => {
    const own = (metric: object) =>
      fixes({ metrics: [{ name: "own", bad: "a", total: "b", ...metric }] });
    expect(own({ bad: "sum(rate(a[5m]))" })).to.deep.equal([
      "write the counter alone: the program itself counts how much it rises",
    ]);
    expect(own({ labels: { version: "v" } })).to.deep.equal([
      "write `versionLabel` and `clusterLabel`, each with the name of a label",
    ]);
  });
});
