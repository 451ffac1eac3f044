/** What `gray diff` prints, in each of its forms. */
import type { Comparison } from "../../model/diff/compare";
import { markdownReport } from "../../model/diff/report/markdown";
import { stateBlocks, type StateFacts } from "../../model/diff/report/state";

/** The forms of a comparison: a page for people, JSON for programs. */
export const diffForms = ["markdown", "json"] as const;

/** What is printed. */
export interface DiffReport {
  /** What each side is. */
  readonly before: string;
  readonly after: string;
  readonly comparison: Comparison;
  /** What state, clusters and engine say, where they were asked. */
  readonly state: readonly StateFacts[];
}

/** The number of the form of JSON: it grows when a key gets another meaning. */
const version = 1;

/** The comparison as text. */
export function diffReport(report: DiffReport, form: (typeof diffForms)[number]): string {
  const { before, after, comparison, state } = report;
  if (form === "markdown")
    return markdownReport(comparison, { before, after, more: state.flatMap(stateBlocks) });
  const all = { version, before, after, ...comparison, ...(state.length > 0 && { state }) };
  return `${JSON.stringify(all, undefined, 2)}\n`;
}
