/** What `gray check` prints, in each of its forms. */
import type { CheckedFile } from "../stack/check-file";
import { reportJson } from "./check-json";
import { reportSarif } from "./check-sarif";
import { hasColours } from "../frame/colours";
import { reportText } from "./check-text";

/** The forms of findings: a table for people, JSON and SARIF for programs. */
export const checkForms = ["table", "json", "sarif"] as const;

/** The findings of all files as text for a stream. */
export function checkReport(
  files: readonly CheckedFile[],
  form: (typeof checkForms)[number],
  stream: { readonly isTTY?: boolean },
): string {
  switch (form) {
    case "json":
      return reportJson(files);
    case "sarif":
      return reportSarif(files);
    case "table":
      return reportText(files, hasColours(stream));
  }
}
