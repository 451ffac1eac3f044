import { expect } from "chai";
import { argumentMistakes, argumentValues } from "../../../../model/analysis/argo/args";
import { limitMistakes, limitsOf } from "../../../../model/analysis/argo/limits";
import { idleDryRuns, runMetrics } from "../../../../model/analysis/argo/metrics";
import type {
  AnalysisArgument,
  AnalysisTemplate,
  ArgoMetric,
} from "../../../../model/analysis/spec";

const metricOf = (fields: Partial<ArgoMetric> = {}): ArgoMetric => ({
  name: "rate",
  provider: { prometheus: { query: 'up{service="{{args.service}}"}' } },
  ...fields,
});
const template = (
  args: readonly AnalysisArgument[],
  fields: Partial<ArgoMetric> = {},
): AnalysisTemplate => ({ args, metrics: [metricOf(fields)] });
const running = (args: readonly AnalysisArgument[] = [], ...names: string[]) => ({
  templates: (names.length > 0 ? names : ["t"]).map((templateName) => ({ templateName })),
  args,
});

describe("arguments of templates", () => {
  it("stand in queries, conditions, counts, limits, delays and addresses", () => {
    const t = template(
      ["service", "low", "n", "every", "host"].map((name) => ({ name })),
      {
        interval: "{{args.every}}",
        initialDelay: "{{ args.every }}",
        count: "{{args.n}}",
        failureLimit: "{{args.n}}",
        successCondition: "result[0] >= {{ args.low }}",
        provider: {
          prometheus: { query: 'up{s="{{args.service}}"}', address: "http://{{args.host}}:9090" },
        },
      },
    );
    const values = { service: "cart", low: "0.9", n: "3", every: "60s", host: "prom" };
    const args = Object.entries(values).map(([name, value]) => ({ name, value }));
    expect(runMetrics(running(args), { t })).to.deep.equal([
      {
        template: "t",
        dryRun: false,
        metric: {
          name: "rate",
          interval: "60s",
          initialDelay: "60s",
          count: "3",
          failureLimit: "3",
          successCondition: "result[0] >= 0.9",
          provider: { prometheus: { query: 'up{s="cart"}', address: "http://prom:9090" } },
        },
      },
    ]);
  });

  it("have the value of the analysis before that of the template, which is a default", () => {
    const declared = { t: template([{ name: "service", value: "shop" }]) };
    expect(argumentValues(running(), declared).get("service")).to.equal("shop");
    const args = [{ name: "service", value: "cart" }];
    expect(argumentValues(running(args), declared).get("service")).to.equal("cart");
  });

  it("are shared by the templates of an analysis", () => {
    const declared = {
      t: template([{ name: "service" }]),
      u: template([{ name: "service", value: "cart" }]),
    };
    expect(argumentMistakes(running([], "t", "u"), declared)).to.deep.equal([]);
    expect(
      runMetrics(running([], "t", "u"), declared)[0]?.metric.provider.prometheus.query,
    ).to.equal('up{service="cart"}');
  });

  it("are told without a value, with two values, undeclared, or as other words in braces", () => {
    expect(argumentMistakes(running(), { t: template([{ name: "service" }]) })).to.deep.equal([
      { template: "t", argument: "service", why: "it has no value" },
    ]);
    expect(argumentMistakes(running(), { t: template([]) })).to.deep.equal([
      {
        template: "t",
        metric: "rate",
        argument: "service",
        why: "no template of the analysis declares it in args",
      },
    ]);
    const two = {
      t: template([{ name: "service", value: "a" }]),
      u: template([{ name: "service", value: "b" }]),
    };
    expect(argumentMistakes(running([], "t", "u"), two)).to.deep.equal([
      { template: "u", argument: "service", why: '"a" in another template, "b" here' },
    ]);
    const braces = template([{ name: "service", value: "a" }], {
      successCondition: "result[0] > {{ inputs.low }}",
    });
    expect(argumentMistakes(running(), { t: braces })).to.deep.equal([
      {
        template: "t",
        metric: "rate",
        argument: "inputs.low",
        why: "only {{args.NAME}} can stand between braces",
      },
    ]);
  });

  it("of an analysis that no template declares are left out, as in Argo", () => {
    const args = [{ name: "other", value: "x" }];
    const values = argumentValues(running(args), {
      t: template([{ name: "service", value: "a" }]),
    });
    expect([...values.keys()]).to.deep.equal(["service"]);
  });
});

describe("dryRun of a template", () => {
  it("holds for metrics of the other templates, too, and must name one", () => {
    const declared: Record<string, AnalysisTemplate> = {
      t: {
        metrics: [metricOf({ name: "rate" })],
        dryRun: [{ metricName: "late" }, { metricName: "slow" }],
      },
      u: { metrics: [metricOf({ name: "latency" })], dryRun: [] },
      v: { metrics: [metricOf({ name: "a(b" })], dryRun: [{ metricName: "a(b" }] },
    };
    const runs = running([], "t", "u", "v");
    expect(runMetrics(runs, declared).map(({ dryRun }) => dryRun)).to.deep.equal([
      false,
      true,
      true,
    ]);
    expect(idleDryRuns(runs, declared)).to.deep.equal(["slow"]);
  });
});

describe("the numbers of a metric", () => {
  it("have Argo's defaults", () => {
    expect(limitsOf(metricOf())).to.deep.equal({
      count: 1,
      failed: 0,
      inconclusive: 0,
      consecutiveErrors: 4,
    });
    expect(
      limitsOf(metricOf({ interval: "1m", failureLimit: -1, consecutiveSuccessLimit: "2" })),
    ).to.deep.equal({ inconclusive: 0, consecutiveErrors: 4, consecutiveSuccesses: 2 });
  });

  const wrong: [fields: Partial<ArgoMetric>, why: string][] = [
    [{ count: "many" }, 'count is "many", which is no number'],
    [{ count: 2 }, "count 2 needs an interval"],
    [
      { count: 2, interval: "1m", failureLimit: 1, consecutiveSuccessLimit: 2 },
      "count 2 is below failureLimit and consecutiveSuccessLimit together",
    ],
    [{ count: 1, inconclusiveLimit: 2 }, "count 1 is below inconclusiveLimit"],
    [
      { failureLimit: -1 },
      "failureLimit -1 needs a consecutiveSuccessLimit; else the metric could not fail",
    ],
    [{ failureLimit: "-2" }, "failureLimit must be 0 or more, or -1 for any number of failures"],
    [{ consecutiveErrorLimit: "-1" }, "consecutiveErrorLimit can't be below 0"],
  ];
  for (const [fields, why] of wrong)
    it(`are refused as Argo refuses them: ${why}`, () => {
      expect(limitMistakes(metricOf(fields))).to.deep.equal([why]);
    });

  it("are fine as examples have them", () => {
    const fields = { count: 5, interval: "1m", failureLimit: "2" } as const;
    expect(limitMistakes(metricOf(fields))).to.deep.equal([]);
  });
});
