// Renders the results of the benchmark of killed drivers as a Markdown page.
import { table } from "../table";
import type { KillResults } from "./kills";
import { connections, pause } from "./stack";

/** The kills by their moments and what was found after them, as a page for people. */
export function killsPage({ machine, kills, rollouts, requests, failed }: KillResults): string {
  const count = (value: number) => value.toLocaleString("en");
  const moments = [...new Set(kills.map(({ moment }) => moment))];
  const waits = kills.filter(({ waited }) => waited).length;
  return [
    `# Rollouts whose drivers are killed: ${machine.date}`,
    `${machine.platform}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Pulumi ` +
      `${machine.pulumi}; load before the start ${machine.load}. A release of two clusters is rolled out from v1 to v2 and ` +
      `back under ${connections} connections through each gateway, which rest for ${pause} ms between their requests. The ` +
      "driver and all processes that it started are killed by SIGKILL, and the next driver starts in another folder, with a " +
      "copy of the stack file. For the first two moments, the API server of the second cluster is frozen while the driver " +
      "runs, so that they last. A driver that was killed keeps its Lease until its 15 s are over: the next one waited for " +
      `that after ${waits} of ${kills.length} kills; after the others, the benchmark deleted the Lease object. After a kill at the end, ` +
      "`pulumi cancel` removes the lock of the killed update.",
    table(
      ["killed when", "times", "where the rollout was found"],
      moments.map((moment) => {
        const all = kills.filter((one) => one.moment === moment);
        return [moment, count(all.length), tally(all.map(({ phase }) => phase))];
      }),
    ),
    `Every rollout (${rollouts.length}) ended at its goal: the record is done and recorded, only the goal's version answers ` +
      "through both gateways, and `pulumi preview --refresh` finds no difference in any cluster.",
    table(
      ["rollout", "seconds, with its restarts"],
      rollouts.map(({ to, seconds }, i) => [`${i + 1}, to ${to}`, seconds.toFixed(1)]),
    ),
    `${count(failed)} of ${count(requests)} requests failed.`,
    "Repeat: `npm run bench -- rollout-kills`.",
  ]
    .join("\n\n")
    .concat("\n");
}

function tally(phases: readonly string[]): string {
  return [...new Set(phases)]
    .map((phase) => `${phase} ${phases.filter((one) => one === phase).length}`)
    .join(", ");
}
