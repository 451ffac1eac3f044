// Compares with what Argo Rollouts' own code answered: test/oracle/argo/README.md.
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ArgoPhase } from "../../../../model/analysis/evidence";
import { assess } from "../../../../model/analysis/argo/assess";
import { checkCondition, evaluate } from "../../../../model/analysis/argo/condition";
import type { MetricValue } from "../../../../model/analysis/argo/evaluate";
import { endedRuns } from "../../../../model/analysis/argo/phase";
import { begunRuns, dueAt, withMeasurement } from "../../../../model/analysis/argo/run";
import type { ArgoMetric } from "../../../../model/analysis/spec";

interface Cases {
  readonly values: readonly (string | readonly string[])[];
  readonly conditions: readonly string[];
  readonly refused: readonly string[];
  readonly pairs: readonly (readonly [string, string])[];
}
interface Answers {
  readonly conditions: Readonly<Record<string, string>>;
  readonly pairs: readonly string[];
  readonly series: readonly {
    readonly metric: Partial<ArgoMetric>;
    /** `SR60`: successful, the metric runs on, and the next measurement is due in 60 seconds. */
    readonly steps: string;
    readonly ended: ArgoPhase;
  }[];
}

/**
 * Go leaves it to the processor what comes of asInt() for NaN and infinity, and Argo goes on with it:
 * here it is an error.
 */
const ofProcessors = {
  "asInt(default(result, 0)) >= 1": "fffttfeeeeeeeeee",
  "asInt(result) == 0": "tttfffeeeeeeeeee",
  "asInt(result[0]) == 0": "eeeeeeeeetteeetf",
  "asInt(result) / 2 == 0.5": "ffftffeeeeeeeeee",
};

const read = <T>(file: string) =>
  JSON.parse(readFileSync(join(__dirname, "../../../oracle/argo", file), "utf8")) as T;
const cases = read<Cases>("cases.json");
const argo = read<Answers>("answers.json");

const numberIn = (text: string) => Number(text.replace("Inf", "Infinity"));
const values = cases.values.map((value): MetricValue =>
  typeof value === "string" ? numberIn(value) : value.map(numberIn),
);

function letter(condition: string, value: MetricValue): string {
  const outcome = evaluate(condition, value);
  return "error" in outcome ? "e" : String(outcome.holds)[0]!;
}

describe("conditions and metrics, beside Argo Rollouts itself", () => {
  it("judge every value as Argo does", () => {
    const ours = cases.conditions.map((condition) => [
      condition,
      values.map((value) => letter(condition, value)).join(""),
    ]);
    expect(Object.fromEntries(ours)).to.deep.equal({ ...argo.conditions, ...ofProcessors });
  });

  it("are refused where they could be judged by no value", () => {
    for (const [condition, letters] of Object.entries(argo.conditions))
      if (/[tf]/.test(letters)) expect(checkCondition(condition), condition).to.equal(undefined);
    for (const condition of cases.refused)
      expect(checkCondition(condition), condition).to.be.a("string");
  });

  it("give a measurement the phase that Argo gives it", () => {
    const ours = cases.pairs.map(([successCondition, failureCondition]) =>
      values
        .map((value) => assess({ successCondition, failureCondition }, { value }).phase[0])
        .join(""),
    );
    expect(ours).to.deep.equal(argo.pairs);
  });

  it("go through random series of measurements as Argo does", () => {
    for (const { metric: fields, steps, ended } of argo.series) {
      const metric: ArgoMetric = {
        name: "metric",
        successCondition: "result == 1",
        failureCondition: "result == 0",
        provider: { prometheus: { query: "up" } },
        ...fields,
      };
      const declared = { t: { metrics: [metric] } };
      let run = begunRuns({ templates: [{ templateName: "t" }] }, declared, ["west"])[0]!;
      const ours = steps.split(" ").map((step) => {
        const at = dueAt(run, metric, 0)!;
        run = withMeasurement(run, metric, at, answerOf(step[0]!));
        const next = dueAt(run, metric, 0);
        return `${step[0]}${run.phase[0]}${next === undefined ? "" : (next - at) / 1000}`;
      });
      expect(ours.join(" "), JSON.stringify(fields)).to.equal(steps);
      expect(endedRuns([run])[0]?.phase, JSON.stringify(fields)).to.equal(ended);
    }
  });
});

function answerOf(phase: string) {
  return phase === "E" ? { error: "no answer" } : { value: { S: 1, F: 0 }[phase] ?? 0.5 };
}
