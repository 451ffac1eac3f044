// Renders what an update computes while it waits for proxies as a Markdown page.
import { table } from "../table";
import type { SettlingResults } from "./run";

/** The results as a page for people. */
export function settlingPage(results: SettlingResults): string {
  const { machine, megabytes, computed } = results;
  const ms = (value: number) => value.toFixed(1);
  return [
    `# What an update computes while it waits for proxies: ${machine.date}`,
    `${machine.cores} cores, Node ${machine.node}. One process, no lab: the decision over the answer of one istiod, after it ` +
      `is parsed; and its list of endpoints (${megabytes.toFixed(1)} MB) read for one Service, beside reading all of it.`,
    table(
      ["computed", "first time, ms", "median, ms", "slowest, ms"],
      computed.map(({ what, first, all }) => [what, ms(first), ms(all.median), ms(all.max)]),
    ),
    "Repeat: `npm run bench -- settling`.",
  ]
    .join("\n\n")
    .concat("\n");
}
