// Renders the results of the weight-change benchmark as a Markdown page.
import type { Comparison, ContenderFigures, Results, Target } from "./results";
import type { Summary } from "./statistics";
import { table } from "./table";

/** The results as a page for people. */
export function markdown(results: Results): string {
  const { machine, runs, objects, contenders, comparisons, planner, targets } = results;
  return [
    `# Benchmark of ${machine.date}`,
    `${machine.platform}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Pulumi ` +
      `${machine.pulumi}, Kubernetes provider ${machine.kubernetesProvider}; load before the start ${machine.load}.`,
    `A weight change by \`pulumi up --yes --skip-preview\` on the lab's two clusters. Every program declares the same ` +
      `${objects} objects and providers, and every run updated exactly two VirtualServices, or it would not count. ` +
      `${runs} runs of each in turn, after a warm-up; median (smallest to largest). Memory: runs of its own, a third as many; peak of the ` +
      "Node process as the kernel keeps it, and peak of the sum over CLI, engine, language host, program and providers, " +
      "sampled every 50 ms. Settling: at its end gray-release waits until istiod says that every proxy has the new routes, " +
      "which the bare programs leave to chance; that time stands apart and is in no other figure.",
    table(
      ["program", "seconds", "settling, seconds", "Node process, MiB", "all processes, MiB"],
      Object.values(contenders).map(contenderRow),
    ),
    "gray-release over the others, run by run:",
    table(
      ["over", "time", "memory of the Node process", "memory of all processes"],
      comparisons.map((comparison) => comparisonRow(comparison, contenders[comparison.with])),
    ),
    `The planner alone, 100 clusters × 50 services × 3 versions, ${planner.manifests.toLocaleString("en")} manifests, ` +
      `a fresh process each time, ${planner.runs} runs:`,
    table(
      ["step", "milliseconds"],
      [
        ["config: parse and check", spread(planner.parse, 0)],
        ["plan and manifests", spread(planner.plan, 0)],
        ["both", spread(planner.both, 0)],
      ],
    ),
    "Targets:",
    table(["what", "at most", "measured", ""], targets.map(targetRow)),
    "What stands behind the ratios: the bare programs load all of Pulumi's SDK at their start, and gray-release puts off " +
      "libraries of it that no program like it needs, keeps what V8 compiled, and formats no stack traces that nobody sees (`startup/`). " +
      "The stock set-up checks types when its file is new to the machine's ts-node cache: after each edit, and on every fresh runner.",
    "Repeat: `npm run bench`. Ratios carry over to other machines, seconds do not.",
  ]
    .join("\n\n")
    .concat("\n");
}

function contenderRow(figures: ContenderFigures): string[] {
  const { title, seconds, settling, programMemory, treeMemory } = figures;
  return [
    title,
    spread(seconds, 2),
    settling.max > 0 ? spread(settling, 2) : "none",
    spread(programMemory, 0),
    spread(treeMemory, 0),
  ];
}

function comparisonRow(comparison: Comparison, { title }: ContenderFigures): string[] {
  const { time, programMemory, treeMemory } = comparison;
  return [title, spread(time, 2), spread(programMemory, 2), spread(treeMemory, 2)];
}

function targetRow({ what, limit, measured, kept }: Target): string[] {
  return [what, limit.toFixed(2), measured.toFixed(2), kept ? "kept" : "missed"];
}

function spread({ median, min, max }: Summary, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`;
}
