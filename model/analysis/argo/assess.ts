// What one measurement comes to.
import type { ArgoMetric } from "../spec";
import type { ArgoMeasurement } from "../evidence";
import { evaluate, type Outcome } from "./condition";
import type { MetricValue } from "./evaluate";

/** What a query gave: a value, or why it gave none. */
export type Answer = { readonly value: MetricValue } | { readonly error: string };

/** A measurement without its time. */
export type Assessment = Omit<ArgoMeasurement, "at">;

/** The most values of a vector, and letters of a condition, that a record keeps. */
const mostValues = 8;
const mostLetters = 100;

/**
 * Judges the answer to a query by the conditions of a metric (`EvaluateResult()` in Argo's
 * utils/evaluate/evaluate.go). With one condition alone, everything else is the opposite; with both,
 * a failure wins, and neither is inconclusive; with none, each value is a success.
 */
export function assess(
  { successCondition, failureCondition }: Pick<ArgoMetric, "successCondition" | "failureCondition">,
  answer: Answer,
): Assessment {
  if ("error" in answer) return { phase: "Error", message: answer.error };
  const value = valueText(answer.value);
  const judged = (condition: string | undefined): Outcome | undefined =>
    condition ? evaluate(condition, answer.value) : undefined;
  const success = judged(successCondition);
  if (success && "error" in success)
    return { phase: "Error", value, message: `${short(successCondition)}: ${success.error}` };
  const failure = judged(failureCondition);
  if (failure && "error" in failure)
    return { phase: "Error", value, message: `${short(failureCondition)}: ${failure.error}` };
  if (failure?.holds)
    return { phase: "Failed", value, message: `${short(failureCondition)} holds` };
  if (!success || success.holds) return { phase: "Successful", value };
  return failure
    ? {
        phase: "Inconclusive",
        value,
        message: `neither ${short(successCondition)} nor ${short(failureCondition)} holds`,
      }
    : { phase: "Failed", value, message: `${short(successCondition)} does not hold` };
}

/** A condition in one line. */
function short(condition = ""): string {
  const line = condition.trim().replace(/\s+/g, " ");
  return line.length > mostLetters ? `${line.slice(0, mostLetters)}…` : line;
}

/** A value as Argo writes it: `0.98`, `[0.98,1]`; a long vector ends with the number of its values. */
export function valueText(value: MetricValue): string {
  if (typeof value === "number") return decimal(value);
  const shown = value.slice(0, mostValues).map(decimal);
  const more = value.length > mostValues ? [`… ${value.length} values`] : [];
  return `[${[...shown, ...more].join(",")}]`;
}

/** A number in full, without an exponent, as Prometheus' client for Go writes it. */
function decimal(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const text = Object.is(value, -0) ? "-0" : String(value);
  const [, sign = "", whole = "", digits = "", exponent = ""] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  if (exponent === "") return text;
  const shift = Number(exponent);
  return shift > 0
    ? `${sign}${(whole + digits).padEnd(whole.length + shift, "0")}`
    : `${sign}0.${(whole + digits).padStart(digits.length - shift, "0")}`;
}
