/** Makes the pages of docs/reports: for each case the change of the stack file, and its report. */
import { join } from "node:path";
import { diffReport } from "../../cli/reports/diff";
import { readChecked } from "../../cli/stack/check-file";
import { sidesOfFiles } from "../../cli/stack/diff/sides";
import { compareStacks, type StackSides } from "../../model/diff/compare";
import { stackFileName } from "../../model/project";
import { reportCases, stackText, type ReportCase } from "./cases";
import { formattedPages, type Pages } from "../pages";

/** The folder of the reports. */
export const reportsFolder = join("docs", "reports");

/**
 * The pages by file name, made by the code as it is now.
 *
 * @throws Error where a case does not fit the stack file any more
 */
export async function reportPages(): Promise<Pages> {
  return formattedPages(reportsFolder, [
    ["README.md", index()],
    ...reportCases.map((one) => [`${one.page}.md`, page(one)] as const),
  ]);
}

function index(): string {
  return [
    "# Reports of changes",
    "",
    "What [`npx gray diff`](../commands.md#gray-diff) writes into a pull request, for each kind of change. `npm run reports` makes these pages " +
      "from the stack file `scripts/reports/shop.yaml`, and a spec compares them.",
    "",
    ...reportCases.map(({ page: name, title, about }) => `- [${title}](${name}.md): ${about}`),
    "- [Drift and policies](../report-from-the-lab.md): What `--state` adds, from the lab: a route that somebody changed, and a policy that stops the update.",
    "",
  ].join("\n");
}

/** The two sides of each stack of a case. */
export function sidesOfCase({ before = [], changes, staging }: ReportCase): StackSides[] {
  const old = replaced(stackText, before);
  const ahead = staging && replaced(stackText, staging);
  return [
    sides("prod", old, replaced(old, changes)),
    ...(ahead === undefined ? [] : [sides("staging", ahead, ahead)]),
  ];
}

function sides(stack: string, before: string, after: string): StackSides {
  const read = (text: string) => readChecked(stackFileName(stack), text);
  return sidesOfFiles(stack, read(before), read(after));
}

function page(one: ReportCase): string {
  const { title, about, before = [], changes } = one;
  const old = replaced(stackText, before);
  const report = diffReport(
    {
      before: "the merge base with main (1a2b3c4)",
      after: "this checkout",
      comparison: compareStacks(sidesOfCase(one)),
      state: [],
    },
    "markdown",
  );
  const change = lines(old, replaced(old, changes));
  return [`# ${title}`, "", about, "", "```diff", ...change, "```", "", "---", "", report].join(
    "\n",
  );
}

/** @throws Error where a part is not in the text */
function replaced(text: string, changes: ReportCase["changes"]): string {
  return changes.reduce((all, [from, to]) => {
    if (!all.includes(from))
      throw new Error(`scripts/reports/shop.yaml has no ${JSON.stringify(from)}`);
    return all.replace(from, () => to);
  }, text);
}

/** The lines that differ, with one line around them. The changes here are at one or two places. */
function lines(before: string, after: string): string[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (old[start] === now[start] && start < old.length) start += 1;
  let end = 0;
  while (old.at(-1 - end) === now.at(-1 - end) && end < old.length - start - 1) end += 1;
  return [
    ...old.slice(Math.max(0, start - 1), start).map((line) => `  ${line}`),
    ...old.slice(start, old.length - end).map((line) => `- ${line}`),
    ...now.slice(start, now.length - end).map((line) => `+ ${line}`),
    ...old.slice(old.length - end, old.length - end + 1).map((line) => `  ${line}`),
  ];
}
