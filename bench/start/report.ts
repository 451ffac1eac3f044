// Renders how long the program takes to start as a Markdown page.
import { ratios, summarize, type Summary } from "../statistics";
import { table } from "../table";
import { sides, type Start, type StartResults } from "./run";

const titles: Readonly<Record<keyof Start, string>> = {
  cpu: "CPU of the program's Node.js process, seconds",
  preview: "the whole preview, seconds",
};

/** The starts of both programs beside each other, as a page for people. */
export function startPage({ machine, rounds }: StartResults): string {
  const rows = Object.entries(titles).map(([name, title]) => {
    const [packed, own] = sides.map((side) => rounds.map((one) => one[side][name as keyof Start]));
    return [title, told(summarize(packed!)), told(summarize(own!)), told(ratios(packed!, own!))];
  });
  return [
    `# The start of the program, packed and from the checkout: ${machine.date}`,
    `${machine.platform}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Pulumi ` +
      `${machine.pulumi}; load before the start ${machine.load}. ${rounds.length} previews of one release by each program, ` +
      "which take turns to be first, after one that compiles them; each ends where it says that its cluster refuses " +
      "connections. Median (smallest to largest); the ratio is of the packed program over the checkout, round by round.",
    table(["what", "packed", "checkout", "ratio"], rows),
    "Repeat: `npm run bench -- start`.",
  ]
    .join("\n\n")
    .concat("\n");
}

function told({ median, min, max }: Summary): string {
  return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
}
