// Renders the results of the chaos benchmark as a Markdown page.
import { table } from "../table";
import type { ChaosResults, Kill } from "./chaos";
import { connections } from "./load";

/** The results of all kills as a page for people. */
export function chaosPage({ machine, options, kills, missed, load }: ChaosResults): string {
  const combinations = new Set(kills.map(({ operation, victim }) => `${operation}|${victim}`));
  const bad = kills.filter(({ differences }) => differences.length > 0);
  return [
    `# Killed in the middle: ${machine.date}`,
    `${machine.platform}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Pulumi ` +
      `${machine.pulumi}, Kubernetes provider ${machine.kubernetesProvider}; load before the start ${machine.load}.`,
    `${kills.length} times SIGKILL at a random moment of a \`pulumi up\` (seed ${options.seed}) that adds a version, shifts ` +
      "weights or removes a version, in turn: to the engine, to a Kubernetes provider, or to the Node process of the " +
      "program. After each, `pulumi cancel` where the dead update still held its lock, and `pulumi up` again; then " +
      "`pulumi refresh --clear-pending-creates` where the engine was making an object when it died, of which it would warn " +
      "at each update until told so. It has " +
      "converged where a preview with refresh shows no change, the state has no pending operations, and both clusters " +
      `hold the planned objects and no others. ${missed} further updates ended before their moment came. Meanwhile ` +
      `${connections} connections of steady load over both gateways and from inside the mesh.`,
    table(
      [
        "operation",
        "killed",
        "times",
        "between",
        "ended well nevertheless",
        "creates to clear",
        "converged",
        "requests lost",
      ],
      [...combinations].sort().map((one) => row(one, kills)),
    ),
    `Requests: ${load.requests.toLocaleString("en")}, of which ${load.failed} lost and ${load.strangers} answered by a ` +
      `version without weight. Converged: ${kills.length - bad.length} of ${kills.length}.`,
    ...bad.map(
      ({ operation, victim, at, differences }) =>
        `${victim} killed ${at.toFixed(2)} s into ${operation}:\n\n${differences.map((one) => `- ${one}`).join("\n")}`,
    ),
    `Repeat: \`npm run bench -- chaos --kills ${options.kills} --seed ${options.seed}\`.`,
  ]
    .join("\n\n")
    .concat("\n");
}

function row(combination: string, kills: readonly Kill[]): string[] {
  const [operation = "", victim = ""] = combination.split("|");
  const these = kills.filter((kill) => kill.operation === operation && kill.victim === victim);
  const times = these.map(({ at }) => at);
  const number = (wanted: (kill: Kill) => boolean) => String(these.filter(wanted).length);
  return [
    operation,
    victim,
    String(these.length),
    `${Math.min(...times).toFixed(1)} and ${Math.max(...times).toFixed(1)} s`,
    number(({ survived }) => survived),
    number(({ unsure }) => unsure > 0),
    number(({ differences }) => differences.length === 0),
    String(these.reduce((sum, { failed }) => sum + failed, 0)),
  ];
}
