// Renders the results of the benchmark of an abort while a cluster is away as a Markdown page.
import { summarize, sumOf } from "../statistics";
import { table } from "../table";
import { commandNiceness, connections, pause, type Away, type AwayResults } from "./away";

/** The faults and what the abort did under each, as a page for people. */
export function awayPage({ machine, rounds }: AwayResults): string {
  const all = rounds.flat();
  const faults = [...new Set(all.map(({ fault }) => fault))];
  return [
    `# The abort while a cluster is away: ${machine.date}`,
    `${machine.platform}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Pulumi ` +
      `${machine.pulumi}; load before the start ${machine.load}. A release split 50/50 over three clusters goes back to its ` +
      `stable version, ${rounds.length} times for each fault of the third cluster, under ${connections} connections through ` +
      `each gateway, which rest for ${pause} ms between their requests. The last answer is the last one of the aborted version ` +
      "through the gateways of the other two clusters, from the start of the first command, which ends with 2 and names the " +
      "third. Then the fault ends, and the second command finishes the abort; afterwards `pulumi preview --refresh` finds no " +
      "difference between file, state and all clusters. While its subset is missing, the third gateway gets no requests. " +
      `The command has a niceness of ${commandNiceness}: it shares the cores with three clusters and the load, where a user's command has ` +
      "a machine of its own.",
    table(
      [
        ...["fault", "last answer, seconds", "first command, seconds", "second command, seconds"],
        ...["requests", "failed"],
      ],
      faults.map((fault) => row(all.filter((one) => one.fault === fault))),
    ),
    "Repeat: `npm run bench -- abort-away`.",
  ]
    .join("\n\n")
    .concat("\n");
}

function row(all: readonly Away[]): string[] {
  const told = (key: "lastAnswer" | "command" | "finish") => {
    const { median, min, max } = summarize(all.map((one) => one[key]));
    return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
  };
  const sum = (key: "requests" | "failed") => sumOf(all, key).toLocaleString("en");
  return [
    ...[all[0]!.fault, told("lastAnswer"), told("command"), told("finish")],
    ...[sum("requests"), sum("failed")],
  ];
}
