// Renders the figures of two checkouts as a Markdown page that compares them.
import { ratios, summarize, type Summary } from "../statistics";
import { table } from "../table";
import type { BesideResults, Figures } from "./run";

const titles: Readonly<Record<keyof Figures, string>> = {
  weightChange: "weight change, seconds",
  sync: "sync of the weight change, seconds",
  memory: "memory of the Node process, MiB",
  allMemory: "memory of all processes, MiB",
  abort: "`gray abort` to the last answer, seconds",
  planner: "planner at 100 clusters × 50 services × 3 versions, milliseconds",
};

/** The figures of two checkouts beside each other as a page for people. */
export function besidePage({ machine, rounds, requests, failed }: BesideResults): string {
  const series = (side: "this" | "other", key: keyof Figures) =>
    rounds.map((round) => round[side][key]);
  const rows = Object.entries(titles).map(([name, title]) => {
    const key = name as keyof Figures;
    const [mine, others] = [series("this", key), series("other", key)];
    return [title, told(summarize(mine)), told(summarize(others)), told(ratios(mine, others))];
  });
  return [
    `# Two checkouts beside each other: ${machine.date}`,
    `${machine.platform}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Pulumi ` +
      `${machine.pulumi}; load before the start ${machine.load}. ${rounds.length} rounds on one lab after a warm-up, in ` +
      "which the two take turns to be first; median (smallest to largest); the ratio is of this checkout over the other " +
      `one, round by round. Under the aborts ${requests.toLocaleString("en")} requests were sent, ${failed} failed.`,
    table(["what", "this checkout", "the other one", "ratio"], rows),
    "Repeat: `npm run bench -- beside --checkout <folder of the other checkout, with its packages installed>`.",
  ]
    .join("\n\n")
    .concat("\n");
}

function told({ median, min, max }: Summary): string {
  const digits = median >= 100 ? 0 : 2;
  return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`;
}
