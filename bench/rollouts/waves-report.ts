// Renders the results of the benchmark of rollouts in waves as a Markdown page.
import { summarize } from "../statistics";
import { table } from "../table";
import { connections, pause } from "./stack";
import type { WaveResults } from "./waves";

/** What the rollouts came to, as a page for people. */
export function wavesPage({ machine, runs, requests, failed }: WaveResults): string {
  const count = (value: number) => value.toLocaleString("en");
  const kinds = [...new Set(runs.map(({ what }) => what))];
  return [
    `# Rollouts in waves: ${machine.date}`,
    `${machine.platform}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Pulumi ` +
      `${machine.pulumi}; load before the start ${machine.load}. A release of three clusters is rolled out in three waves, ` +
      `of a step, a webhook and the goal each, under ${connections} connections through each gateway, which rest for ` +
      `${pause} ms between their requests. First the webhook of the last wave says no: all three clusters have their weights ` +
      "of before, and none is owed anything. Then the rollout is retried while the cluster of the second wave is cut off: it is " +
      "skipped, the third wave goes on, and when the cluster is back it goes through its steps. Afterwards only the goal's " +
      "version answers through all gateways, and `pulumi preview --refresh` finds no difference.",
    table(
      ["rollout", "times", "seconds"],
      kinds.map((kind) => {
        const all = runs.filter(({ what }) => what === kind).map(({ seconds }) => seconds);
        const { median, min, max } = summarize(all);
        const told = `${median.toFixed(1)} (${min.toFixed(1)} to ${max.toFixed(1)})`;
        return [kind, count(all.length), told];
      }),
    ),
    `${count(failed)} of ${count(requests)} requests failed.`,
    "Repeat: `npm run bench -- rollout-waves`.",
  ]
    .join("\n\n")
    .concat("\n");
}
