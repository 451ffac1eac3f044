// Renders the results of the abort benchmark as a Markdown page.
import { summarize, sumOf } from "../statistics";
import { table } from "../table";
import { connections } from "../no-loss/load";
import type { AbortResults, WayBack } from "./run";

/** The ways back to the stable version as a page for people. */
export function abortPage({ machine, rounds }: AbortResults): string {
  const ways = rounds.flat();
  const kinds = new Map(ways.map((way) => [`${way.name}|${way.pause}`, way]));
  return [
    `# The abort: ${machine.date}`,
    `${machine.platform}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Pulumi ` +
      `${machine.pulumi}; load before the start ${machine.load}. A release split 50/50 over two clusters goes back to its ` +
      `stable version, ${rounds.length} times by each command in turn, under ${connections} connections of steady load on ` +
      "both gateways, which rest between their requests; with no rest, gateways, sidecars, clusters, load and command wait " +
      "for the same cores. The last answer is the last one of the version that is left, through any gateway, from the start " +
      "of the command (`gray` itself, as after `npm link`; npx takes longer). Afterwards `pulumi preview --refresh` finds " +
      "no difference between file, state and both clusters.",
    table(
      ["command", "rest", "last answer, seconds", "whole command, seconds", "requests", "failed"],
      [...kinds.values()].map((kind) =>
        row(
          kind,
          ways.filter(({ name, pause }) => name === kind.name && pause === kind.pause),
        ),
      ),
    ),
    "Repeat: `npm run bench -- abort`.",
  ]
    .join("\n\n")
    .concat("\n");
}

function row({ name, pause }: WayBack, ways: readonly WayBack[]): string[] {
  const told = (values: readonly number[]) => {
    const { median, min, max } = summarize(values);
    return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
  };
  const sum = (key: "requests" | "failed") => sumOf(ways, key).toLocaleString("en");
  return [
    `\`${name}\``,
    `${pause} ms`,
    told(ways.map(({ lastAnswer }) => lastAnswer)),
    told(ways.map(({ command }) => command)),
    sum("requests"),
    sum("failed"),
  ];
}
