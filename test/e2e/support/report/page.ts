// The page of docs/ with a report from the lab.
import { writeFileSync } from "node:fs";
import { formatted } from "../../../../scripts/pages";

/** Its file; specs write it anew where GRAY_WRITE_REPORTS is set. */
export const reportFile = "docs/report-from-the-lab.md";

/** The page with a report that `gray diff --state` wrote. */
export async function reportPage(report: string): Promise<string> {
  const text = [
    "# Drift and policies, from the lab",
    "",
    "What `npx gray diff -s dev -s prod --state --policy-pack policy` said on the lab: somebody changed a route of `dev`, which the " +
      "branch wants to change, too, and `prod`, which was never applied, would serve every host of a domain. The spec `test/e2e/drift.spec.ts` " +
      "compares this page with the report; `GRAY_WRITE_REPORTS=1 npm run test:e2e -- test/e2e/drift.spec.ts` writes it anew.",
    "",
    "---",
    "",
    // When somebody changed the route.
    report.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, "2026-11-27 09:00:00 UTC"),
  ].join("\n");
  const page = await formatted(reportFile, text);
  if (process.env.GRAY_WRITE_REPORTS !== undefined) writeFileSync(reportFile, page);
  return page;
}
