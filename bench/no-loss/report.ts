// Renders the results of the no-loss benchmark as a Markdown page.
import { summarize } from "../statistics";
import { table } from "../table";
import { connections } from "./load";
import type { NoLossResults, OperationResult } from "./run";
import type { TransitionResult } from "./transition";

/** The results of all operations under load as a page for people. */
export function noLossPage({ machine, options, operations }: NoLossResults): string {
  const ours = operations.flatMap((operation) => operation.ours);
  const naive = operations.flatMap((operation) => operation.naive);
  return [
    `# No request is lost: ${machine.date}`,
    `${machine.platform}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Pulumi ` +
      `${machine.pulumi}, Kubernetes provider ${machine.kubernetesProvider}; load before the start ${machine.load}.`,
    `Each operation by one \`pulumi up\` on the lab's two clusters, ${options.rounds} times each, under ` +
      `${connections} connections of steady load from before to after, split over both gateways; half of it straight to ` +
      "the service, half through a caller inside the mesh (for lanes: by the header's old value, by its new one, by a " +
      `match and by weight). At least ${options.requests.toLocaleString("en")} requests each time. A request is lost ` +
      "where no answer came, or one other than 2xx. A stranger is an answer of a version that had no weight, neither " +
      "before nor after. Beside it the same objects written in a naive order (`bench/no-loss/naive.ts`): it shows that " +
      "the harness sees losses.",
    table(
      [
        "operation",
        "times",
        "requests",
        "lost",
        "strangers",
        "seconds of the update",
        "lost in naive order",
      ],
      operations.map(row),
    ),
    `In all ${lost(ours)}; in naive order ${lost(naive)}.`,
    ...failedUpdates(ours),
    ...causes("What was lost", ours),
    ...causes("What the naive order lost", naive),
    "Repeat: `npm run bench -- no-loss`.",
  ]
    .join("\n\n")
    .concat("\n");
}

function row({ name, ours, naive }: OperationResult): string[] {
  const { median, min, max } = summarize(ours.map(({ seconds }) => seconds));
  return [
    name,
    String(ours.length),
    sum(ours, "requests").toLocaleString("en"),
    String(sum(ours, "failed")),
    String(sum(ours, "strangers")),
    `${median.toFixed(1)} (${min.toFixed(1)} to ${max.toFixed(1)})`,
    naive.length === 0 ? "not run" : lost(naive),
  ];
}

function lost(results: readonly TransitionResult[]): string {
  const strangers = sum(results, "strangers");
  const strange = strangers > 0 ? `, ${strangers.toLocaleString("en")} strangers` : "";
  const requests = sum(results, "requests").toLocaleString("en");
  return `${sum(results, "failed").toLocaleString("en")} of ${requests}${strange}`;
}

function sum(
  results: readonly TransitionResult[],
  key: "requests" | "failed" | "strangers",
): number {
  return results.reduce((all, result) => all + result[key], 0);
}

/** Updates that did not succeed; each was run again. */
function failedUpdates(results: readonly TransitionResult[]): string[] {
  const errors = results.flatMap(({ error }) => (error === undefined ? [] : [error]));
  if (errors.length === 0) return [];
  return [`${errors.length} updates failed and were run again:`, ...errors.map(code)];
}

const code = (text: string) => `\`\`\`text\n${text.trim()}\n\`\`\``;

/** The kinds of failures, as far as they were kept. */
function causes(title: string, results: readonly TransitionResult[]): string[] {
  const kinds = new Set(results.flatMap(({ losses }) => losses.map(({ what }) => what.trim())));
  if (kinds.size === 0) return [];
  return [
    `${title}, by kind:`,
    [...kinds]
      .sort()
      .map((kind) => `- \`${kind}\``)
      .join("\n"),
  ];
}
