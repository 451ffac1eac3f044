// Renders the results of the API server benchmark as a Markdown page.
import { table } from "../table";
import type { ApiServerResults, Outcome } from "./api-server";
import { connections } from "./load";

/** The results of all deaths as a page for people. */
export function apiServerPage({ machine, options, outcomes, load }: ApiServerResults): string {
  const bad = outcomes.filter(({ differences }) => differences.length > 0);
  const { seconds, long, longTimes } = options;
  return [
    `# An API server killed in the middle: ${machine.date}`,
    `${machine.platform}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Pulumi ` +
      `${machine.pulumi}, Kubernetes provider ${machine.kubernetesProvider}; load before the start ${machine.load}.`,
    `${outcomes.length} times SIGKILL to the API server of one cluster, which was started again after the given seconds, at a ` +
      "moment of a `pulumi up` that adds a version: v2 in cluster east beside v1 in both. When the API server was ready " +
      "again, `pulumi up` once more. It has converged where that update succeeded, a preview with refresh shows no change, " +
      `and both clusters hold the planned objects and no others. Meanwhile ${connections} connections of steady load over ` +
      "both gateways and from inside the mesh.",
    table(
      [
        "killed",
        "API server of",
        "down",
        "the update",
        "the next update",
        "converged",
        "requests lost",
      ],
      outcomes.map(row),
    ),
    `Requests: ${load.requests.toLocaleString("en")}, of which ${load.failed} lost and ${load.strangers} answered by a ` +
      `version without weight. Converged: ${outcomes.length - bad.length} of ${outcomes.length}.`,
    ...bad.map(
      ({ moment, cluster, differences }) =>
        `${cluster}, ${moment}:\n\n${differences.map((one) => `- ${one}`).join("\n")}`,
    ),
    "What updates said that failed:",
    ...outcomes.flatMap(({ moment, cluster, seconds: down, said }) =>
      said === undefined
        ? []
        : [`${cluster}, ${moment}, ${down} s:\n\n\`\`\`text\n${said.trim()}\n\`\`\``],
    ),
    `Repeat: \`npm run bench -- api-server --seconds ${seconds} --long ${long} --long-times ${longTimes}\`.`,
  ]
    .join("\n\n")
    .concat("\n");
}

function row({
  moment,
  cluster,
  seconds,
  survived,
  took,
  nextTook,
  differences,
  failed,
}: Outcome): string[] {
  return [
    moment,
    cluster,
    `${seconds} s`,
    `${survived ? "ended well" : "failed in words"} after ${took.toFixed(1)} s`,
    `${nextTook.toFixed(1)} s`,
    differences.length === 0 ? "yes" : "no",
    String(failed),
  ];
}
