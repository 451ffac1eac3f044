// Renders the results of the benchmark of a rollout's step as a Markdown page.
import { summarize } from "../statistics";
import { table } from "../table";
import type { Drove } from "./driver";
import { proxies } from "./fleet";
import type { StepResults } from "./run";

/** How long steps took and what memory the driver had, as a page for people. */
export function stepPage({ machine, steps, clusters, lab, fleet }: StepResults): string {
  const rows = [
    ...(lab ? [rowOf("two clusters of a lab", lab.drove)] : []),
    ...(lab ? [["the same by `pulumi up`", ...told(lab.upSeconds), ""]] : []),
    rowOf(`${clusters} fake API servers`, fleet),
  ];
  return [
    `# The step of a rollout: ${machine.date}`,
    `${machine.platform}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Pulumi ` +
      `${machine.pulumi}; load before the start ${machine.load}. A driver in a process of its own takes a release from ` +
      `one version to another in ${steps} steps without pauses. A step begins when the driver decides it, and ends when the last ` +
      "proxy of all clusters has acknowledged its routes; in between, its record is written at home and copied to every " +
      `other cluster. On the lab, the release has one service; against the fakes it has three, and each fake istiod has ${proxies} ` +
      "proxies, which acknowledge 50 ms after a push; the servers run on the same machine.",
    table(["where", "median, s", "shortest, s", "longest, s", "memory of the driver, MiB"], rows),
    "Repeat: `npm run bench -- rollout-step`.",
  ]
    .join("\n\n")
    .concat("\n");
}

function rowOf(where: string, { stepsMs, memoryMiB }: Drove): string[] {
  return [where, ...told(stepsMs.map((ms) => ms / 1000)), memoryMiB.toFixed(0)];
}

function told(seconds: readonly number[]): string[] {
  const { median, min, max } = summarize(seconds);
  return [median, min, max].map((one) => one.toFixed(2));
}
