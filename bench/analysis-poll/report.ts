// Renders how long a poll of metrics servers takes as a Markdown page.
import { table } from "../table";
import type { PollResults } from "./run";

/** The polls as a page for people. */
export function pollPage(results: PollResults): string {
  const { machine, size, scrapes, series, requests, first, others, cpu, before, peak } = results;
  const { services, versions, clusters, pods } = size;
  return [
    `# A poll of ${services} services × ${versions} versions × ${clusters} clusters: ${machine.date}`,
    `${machine.cores} cores, Node ${machine.node}; load before the start ${machine.load}. A real Prometheus for each cluster on the ` +
      `same machine, with ${series} series of ${pods} pods of each version and ${scrapes} scrapes of each. A poll counts errors, slow answers ` +
      `and requests that reached no pod in a window of two scrapes: ${requests} requests.`,
    table(
      ["poll", "ms", "ms of CPU, without the servers"],
      [
        ["the first one, which fixes what is slow", first.toFixed(0), ""],
        ["others, median", others.median.toFixed(0), cpu.median.toFixed(0)],
        ["others, slowest", others.max.toFixed(0), cpu.max.toFixed(0)],
      ],
    ),
    `The polling process had ${before.toFixed(0)} MiB before its first poll, and ${peak.toFixed(0)} MiB at most.`,
    "Repeat: `npm run bench -- analysis-poll`.",
  ]
    .join("\n\n")
    .concat("\n");
}
