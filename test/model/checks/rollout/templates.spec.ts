import { expect } from "chai";
import { checkRelease } from "../../../../model/checks/release";
import type { AnalysisSpec, AnalysisTemplate, ArgoMetric } from "../../../../model/analysis/spec";
import type { RolloutSpec } from "../../../../model/rollout/spec";
import { told } from "../../../support/problems";
import { east, release, service, west } from "../../../support/releases";

const check = (rollout: Partial<RolloutSpec>) =>
  checkRelease(
    release({ services: { web: service() }, rollout: { steps: [{ setWeight: 5 }], ...rollout } }),
    [west, east],
  ).map((problem) => ({ ...problem, path: problem.path.replace("release.rollout.", "") }));

const templates = [{ templateName: "rate" }];

const metric = (more: Partial<ArgoMetric> = {}): ArgoMetric => ({
  name: "rate",
  provider: { prometheus: { query: "my_rate" } },
  ...more,
});

/** What is wrong where the analysis of a step runs a template, with paths in the rollout. */
const run = (template: Partial<AnalysisTemplate>, analysis: Partial<AnalysisSpec> = {}) =>
  told(
    check({
      steps: [{ setWeight: 5 }, { analysis: { templates, ...analysis } }],
      analysisTemplates: { rate: { metrics: [metric()], ...template } },
    }),
  );

describe("the templates of a rollout", () => {
  it("are declared in it, each run once by an analysis", () => {
    const [problem, ...more] = check({ analysis: { templates } });
    expect(more).to.deep.equal([]);
    expect(problem).to.deep.include({
      code: "GR521",
      path: "analysis.templates[0].templateName",
      given: 'an unknown template "rate"',
      allowed: "a name in analysisTemplates, which has none",
    });
    const analysisTemplates = { rates: { metrics: [metric()] } };
    expect(check({ analysis: { templates }, analysisTemplates })[0]?.fix).to.equal(
      'did you mean "rates"?',
    );
    expect(run({}, { templates: [...templates, ...templates] }).map(([code]) => code)).to.eql([
      "GR522",
    ]);
  });

  it("have metrics with names of their own, which dryRun names", () => {
    expect(run({ dryRun: [{ metricName: "r.*" }] })).to.deep.equal([]);
    expect(run({ dryRun: [{ metricName: "other" }] })).to.deep.equal([
      [
        "GR524",
        "analysisTemplates.rate.dryRun[0].metricName",
        '"other", which is the name of no metric',
      ],
    ]);
    expect(run({ metrics: [metric(), metric()] })).to.deep.equal([
      [
        "GR522",
        "analysisTemplates.rate.metrics[1].name",
        'the name "rate", which another metric of the template has',
      ],
    ]);
  });

  const query = (text: string) =>
    metric({ provider: { prometheus: { query: `rate{service="${text}"}` } } });

  it("have a value for each argument", () => {
    const template = { args: [{ name: "service" }], metrics: [query("{{ args.service }}")] };
    expect(run(template, { args: [{ name: "service", value: "shop" }] })).to.deep.equal([]);
    expect(run({ ...template, args: [{ name: "service", value: "shop" }] })).to.deep.equal([]);
    expect(run(template)).to.deep.equal([
      [
        "GR523",
        "steps[1].analysis.templates[0]",
        'the argument "service" of the template "rate": it has no value',
      ],
    ]);
  });

  it("have nothing in braces that is no argument", () => {
    const args = [{ name: "service", value: "shop" }];
    const found = run({ args, metrics: [query("{{args.servic}}{{inputs.x}}")] });
    expect(found.map(([code, path]) => [code, path])).to.deep.equal([
      ["GR523", "analysisTemplates.rate.metrics[0]"],
      ["GR523", "analysisTemplates.rate.metrics[0]"],
    ]);
    const [problem] = check({
      analysis: { templates },
      analysisTemplates: { rate: { args, metrics: [query("{{args.servic}}")] } },
    });
    expect(problem?.fix).to.equal("did you mean {{args.service}}?");
  });

  it("take all arguments that an analysis gives", () => {
    const given = { args: [{ name: "sevice", value: "shop" }] };
    expect(run({ args: [{ name: "service", value: "cart" }] }, given)).to.deep.equal([
      [
        "GR523",
        "steps[1].analysis.args[0].name",
        'an argument "sevice", which no template of the analysis has',
      ],
    ]);
  });

  it("have numbers and times after their arguments, as Argo Rollouts takes them", () => {
    const args = (value: string) => [{ name: "n", value }];
    const counted = [metric({ count: "{{args.n}}", interval: "10s" })];
    expect(run({ args: args("3"), metrics: counted })).to.deep.equal([]);
    expect(run({ args: args("three"), metrics: counted })[0]?.slice(0, 2)).to.deep.equal([
      "GR524",
      "analysisTemplates.rate.metrics[0]",
    ]);
    expect(run({ metrics: [metric({ count: 3 })] })[0]?.[2]).to.equal("count 3 needs an interval");
    const timed = [metric({ count: 2, interval: "{{args.n}}" })];
    expect(run({ args: args("5m"), metrics: timed })).to.deep.equal([]);
    expect(run({ args: args("5"), metrics: timed })).to.deep.equal([
      ["GR524", "analysisTemplates.rate.metrics[0].interval", '"5"'],
    ]);
  });

  it("have conditions that can be read", () => {
    expect(run({ metrics: [metric({ successCondition: "result[0] >= 0.95" })] })).to.deep.equal([]);
    const [problem] = check({
      analysis: { templates },
      analysisTemplates: { rate: { metrics: [metric({ failureCondition: "result[0] is bad" })] } },
    });
    expect(problem).to.deep.include({
      code: "GR524",
      path: "analysisTemplates.rate.metrics[0].failureCondition",
    });
    expect(problem?.given).to.match(/^"result\[0\] is bad": character 11: /);
  });

  it("ask a server by a whole address without a password, which no message repeats", () => {
    const at = (address: string) =>
      run({ metrics: [metric({ provider: { prometheus: { query: "up", address } } })] });
    expect(at("http://prometheus:9090")).to.deep.equal([]);
    for (const address of [
      ...["prometheus:9090", "ftp://a", "https://anna:geheim@a.example"],
      "https://a.example/?token=geheim",
    ]) {
      const found = at(address);
      expect(found.map(([code]) => code)).to.deep.equal(["GR524"]);
      expect(JSON.stringify(found)).to.not.include("geheim");
    }
  });

  it("end, and in time, at a step; in the background they may go on", () => {
    const endless = { metrics: [metric({ interval: "1m" })] };
    expect(run(endless)).to.deep.equal([
      ["GR525", "analysisTemplates.rate.metrics[0]", "interval: 1m without count, at step 2"],
    ]);
    expect(
      run({ metrics: [metric({ interval: "1m", consecutiveSuccessLimit: 3 })] }),
    ).to.deep.equal([]);
    expect(check({ analysis: { templates }, analysisTemplates: { rate: endless } })).to.deep.equal(
      [],
    );
    const long = { metrics: [metric({ interval: "10m", count: 7, initialDelay: "1s" })] };
    expect(run(long)).to.deep.equal([
      [
        "GR525",
        "analysisTemplates.rate.metrics[0]",
        "1h of measurements, with a deadline of 1h at step 2",
      ],
    ]);
    expect(run(long, { deadline: "61m" })).to.deep.equal([]);
  });

  it("are told of once, however many analyses run them", () => {
    const analysisTemplates = { rate: { metrics: [metric({ successCondition: "x" })] } };
    const steps = [{ setWeight: 5 }, { analysis: { templates } }, { analysis: { templates } }];
    expect(check({ steps, analysisTemplates })).to.have.lengthOf(1);
  });
});
