// Renders the results of the benchmark of gates as a Markdown page.
import { summarize } from "../statistics";
import { table } from "../table";
import { failing, target, type GateResults } from "./gates";
import { connections, pause } from "./stack";

/** How long the way back took after the verdict, as a page for people. */
export function gatesPage({ machine, rounds, requests, own, lost }: GateResults): string {
  const count = (value: number) => value.toLocaleString("en");
  const told = (key: "found" | "routes", digits: number) => {
    const { median, min, max } = summarize(rounds.map((one) => one[key]));
    return [median, min, max].map((value) => value.toFixed(digits));
  };
  const kept = rounds.filter(({ routes }) => routes <= target).length;
  const others = Object.entries(lost);
  return [
    `# Gates of a rollout: ${machine.date}`,
    `${machine.platform}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Pulumi ` +
      `${machine.pulumi}; load before the start ${machine.load}. A release of two clusters is at 50 % of v2, which fails ` +
      `${failing} % of its requests, and an analysis asks the Prometheus of each cluster once a second. ` +
      `${connections} connections through each gateway rest for ${pause} ms between their requests. The time of the way back ` +
      "begins with the last reading of the record that had no verdict, and ends when the routes of both clusters are those of " +
      "the start; both are read every 10 ms.",
    table(
      ["seconds", "median", "least", "most"],
      [
        ["from the start of the analysis to its verdict", ...told("found", 0)],
        ["from the verdict to the last route", ...told("routes", 2)],
      ],
    ),
    `${kept} of ${rounds.length} ways back took at most ${target} s.`,
    `Of ${count(requests)} requests v2 failed ${count(own)}; ` +
      (others.length === 0
        ? "no other one failed."
        : `others failed, too: ${others.map(([why, of]) => `${count(of)} × ${why}`).join(", ")}.`),
    ["What the first verdict said:", `> ${rounds[0]?.why ?? ""}`].join("\n\n"),
    "Repeat: `npm run bench -- rollout-gates`.",
  ]
    .join("\n\n")
    .concat("\n");
}
