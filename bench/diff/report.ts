// Renders how long `gray diff` takes on a large fleet as a Markdown page.
import type { Summary } from "../statistics";
import { table } from "../table";
import type { DiffResults } from "./run";

/** The changes as a page for people. */
export function diffPage({ machine, fleet, rounds, changes }: DiffResults): string {
  const rows = changes.map(({ kind, seconds, cpu, characters }) => [
    kind,
    told(seconds),
    told(cpu),
    String(characters),
  ]);
  return [
    `# gray diff of ${fleet.clusters} clusters × ${fleet.services} services × ${fleet.versions} versions: ${machine.date}`,
    `${machine.cores} cores, Node ${machine.node}; load before the start ${machine.load}. Each change ${rounds === 1 ? "once" : `${rounds} times`}, median (smallest to largest), ` +
      "of the whole command `gray diff --base`.",
    ...(machine.load > machine.cores
      ? [
          "Other programs used the machine meanwhile, so go by the seconds of CPU: on an idle core a command takes little longer.",
        ]
      : []),
    table(["change", "seconds", "CPU seconds", "characters of the report"], rows),
    ...changes.flatMap(({ kind, begins }) => [
      `The report of ${kind} begins so:`,
      [
        "```text",
        ...begins.map((line) => (line.length > 160 ? `${line.slice(0, 159)}…` : line)),
        "```",
      ].join("\n"),
    ]),
    "Repeat: `npm run bench -- diff`.",
  ]
    .join("\n\n")
    .concat("\n");
}

function told({ median, min, max }: Summary): string {
  return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
}
