// Analyses of a plan in words, before anything was asked.
import { inWords } from "../problem";
import { timeText } from "../rollout/time-text";
import { comparedMetrics, type DeclaredAnalysis } from "./declared";

/** What an analysis asks: `compare errors and latency of cart`, `run template success-rate`. */
export function askedText(declared: DeclaredAnalysis): string {
  const metrics = comparedMetrics(declared);
  const { services, templates } = declared;
  const of = services ? ` of ${inWords(services)}` : "";
  const parts = [
    ...(metrics.length > 0 ? [`compare ${inWords(metrics)}${of}`] : []),
    ...(templates.length > 0
      ? [`run ${templates.length === 1 ? "template" : "templates"} ${inWords(templates)}`]
      : []),
  ];
  return parts.join(", and ") || "ask nothing";
}

const afterwards: Readonly<Record<NonNullable<DeclaredAnalysis["onInconclusive"]>, string>> = {
  hold: "it goes on waiting",
  abort: "all weights go back",
  promote: "the next step begins",
};

/** When an analysis polls, and what follows where it does not decide; without a full stop. */
export function courseText(declared: DeclaredAnalysis): string {
  const { intervalSeconds, warmUpSeconds, deadlineSeconds, onInconclusive = "hold" } = declared;
  const warm = warmUpSeconds > 0 ? ` after ${timeText(warmUpSeconds)} of warm-up` : "";
  const polls = `every ${timeText(intervalSeconds)}${warm}`;
  // Each metric of a template has times of its own.
  const when = comparedMetrics(declared).length > 0 ? [polls] : [];
  const late =
    deadlineSeconds === undefined
      ? []
      : [`undecided after ${timeText(deadlineSeconds)}, ${afterwards[onInconclusive]}`];
  return [...when, ...late].join("; ");
}

/** An analysis beside the steps, in a sentence without a full stop. */
export function backgroundText(declared: DeclaredAnalysis): string {
  const { startingStep = 0 } = declared;
  const from = startingStep > 0 ? ` from step ${startingStep + 1} on` : "";
  const course = courseText(declared);
  return `in the background${from}: ${askedText(declared)}${course === "" ? "" : `, ${course}`}`;
}
