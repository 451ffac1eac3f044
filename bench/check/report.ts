// Renders how long `gray check` takes on stack files of many kinds as a Markdown page.
import { summarize, type Summary } from "../statistics";
import { table } from "../table";
import type { CheckResults } from "./run";

/** The checks of all kinds, the slowest one first, as a page for people. */
export function checkPage({ machine, rounds, version, versionCpu, checks }: CheckResults): string {
  const medians = summarize(checks.map(({ seconds }) => seconds.median));
  const shares = summarize(checks.map(({ ratio }) => ratio.median));
  const sorted = [...checks].sort((a, b) => b.seconds.median - a.seconds.median);
  const cpus = summarize(checks.map(({ cpu }) => cpu.median));
  const rows = sorted.map(({ kind, mistakes, seconds, cpu, ratio }) => [
    kind,
    mistakes ? "yes" : "no",
    told(seconds),
    told(cpu),
    told(ratio),
  ]);
  return [
    `# gray check on ${checks.length} kinds of stack files: ${machine.date}`,
    `${machine.cores} cores, Node ${machine.node}; load before the start ${machine.load}. Each file ${rounds === 1 ? "once" : `${rounds} times`}, right after a ` +
      `\`gray --version\`, which took ${told(version)} s, ${told(versionCpu)} s of CPU. Median (smallest to largest); the ratio is of the check over ` +
      "the `--version` right before it, round by round.",
    `The medians of all kinds: ${told(medians)} s, ${told(cpus)} s of CPU, and ${told(shares)} times a \`gray --version\`.`,
    ...(machine.load > machine.cores ? [loaded] : []),
    table(["kind", "mistakes", "seconds", "CPU seconds", "ratio"], rows),
    "Repeat: `npm run bench -- check`.",
  ]
    .join("\n\n")
    .concat("\n");
}

const loaded =
  "Other programs used the machine meanwhile, so go by the seconds of CPU and the ratios: on an idle core a command takes " +
  "little longer than its CPU time.";

function told({ median, min, max }: Summary): string {
  return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
}
