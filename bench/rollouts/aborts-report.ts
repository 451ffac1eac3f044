// Renders the results of the benchmark of aborts in a rollout as a Markdown page.
import { summarize } from "../statistics";
import { table } from "../table";
import { target, ways, type RolloutAbortResults } from "./aborts";
import { connections, pause } from "./stack";

/** How long each way took, as a page for people. */
export function rolloutAbortsPage(results: RolloutAbortResults): string {
  const { machine, rounds, requests, failed } = results;
  const all = rounds.flat();
  const count = (value: number) => value.toLocaleString("en");
  return [
    `# Aborts in a rollout: ${machine.date}`,
    `${machine.platform}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Pulumi ` +
      `${machine.pulumi}; load before the start ${machine.load}. A release of two clusters is at 50 % of v2: by a rollout ` +
      "whose driver waits at a pause, or by weights without one. The command brings it back to v1, each way " +
      `${rounds.length} times, in turns. Times count from the start of its process; a route counts as written when the ` +
      "benchmark, which reads the VirtualServices of both clusters every 10 ms, sees it. The release with the rollout is under " +
      `${connections} connections through each gateway all the time, which rest for ${pause} ms between their requests.`,
    table(
      ["way back", "last route written, seconds", `within ${target} s`, "command, seconds"],
      ways.map((way) => {
        const own = all.filter((one) => one.way === way);
        const kept = own.filter(({ routes }) => routes <= target).length;
        const told = (key: "routes" | "command") => {
          const { median, min, max } = summarize(own.map((one) => one[key]));
          return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
        };
        return [way, told("routes"), `${kept} of ${own.length}`, told("command")];
      }),
    ),
    `${count(failed)} of ${count(requests)} requests failed.`,
    "Repeat: `npm run bench -- rollout-abort`.",
  ]
    .join("\n\n")
    .concat("\n");
}
