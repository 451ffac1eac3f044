// Renders the results of the busy-mesh benchmark as a Markdown page.
import { summarize, sumOf, type Summary } from "../statistics";
import { table } from "../table";
import { straggling as stragglingMesh, big as bigMesh } from "./cases";
import type { BigResult, BusyResults, CaseResult, StragglingResult } from "./run";
import { longest } from "./settling";

/** Seconds that settling may take above the slowest acknowledgement. */
const allowedSeconds = 3;

/** Seconds that many Services may cost. */
const allowedForServices = 1;

/** The results of operations in busy meshes as a page for people. */
export function busyMeshPage(results: BusyResults): string {
  const { machine, times, cases, otherCheckout, straggling, big } = results;
  return [
    `# Updates in a busy mesh: ${machine.date}`,
    ...(otherCheckout ? ["**By the program of another checkout.**"] : []),
    `${machine.platform}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Pulumi ` +
      `${machine.pulumi}, Kubernetes provider ${machine.kubernetesProvider}; load before the start ${machine.load}.`,
    ...(cases.length > 0 ? busy(cases, times) : []),
    ...(straggling ? stragglers(straggling) : []),
    ...(big ? services(big) : []),
    "Repeat: `npm run bench -- busy-mesh`.",
  ]
    .join("\n\n")
    .concat("\n");
}

function busy(cases: readonly CaseResult[], times: number): string[] {
  const all = cases.flatMap(({ results }) => results);
  const refused = all.flatMap(({ error }) => error ?? []);
  return [
    `Beside the release's own proxies, \`lab -- mesh-load\` plays simulated ones in cluster west, which acknowledge late, and ` +
      `Services of which an endpoint changes all the time. A version is added, shifted to and removed, ${times} times each, ` +
      "each by one `pulumi up`, under steady load on both gateways and inside the mesh. Settling is the time in which an " +
      "update waited for proxies after a stage; the longest of its stages counts, and must end within " +
      `${allowedSeconds} s after the slowest acknowledgement.`,
    table(
      [
        "mesh",
        "operation",
        "refused",
        "longest settling, seconds",
        `above the slowest acknowledgement`,
        "update, seconds",
        "requests",
        "lost",
        "strangers",
      ],
      cases.flatMap(operationRows),
    ),
    ...cases.map(
      ({ name, mesh, counts, convergence }) =>
        `- ${name}: ${mesh.proxies} proxies that acknowledge after ${mesh.ack.fromMs / 1000} to ` +
        `${mesh.ack.toMs / 1000} s, ${mesh.services} ${mesh.headless ? "headless Services with a TCP port" : "Services with an address"}, ` +
        `${mesh.endpoints} endpoints each, ${mesh.changesPerSecond} changes a second; ${counts.connected} proxies were ` +
        `connected at the end, after ${counts.acknowledged.toLocaleString("en")} acknowledgements and ${counts.changes} changes. ` +
        `From a change to its push at a proxy, istiod itself needed ${convergence === null ? "more than 30" : `at most ${convergence}`} s in 99 of 100 cases.`,
    ),
    `In all ${refused.length} of ${all.length} updates were refused, and ${sumOf(all, "failed")} of ` +
      `${sumOf(all, "requests").toLocaleString("en")} requests lost.`,
    ...[...new Set(refused)].slice(0, 5).map((error) => `\`\`\`text\n${error.trim()}\n\`\`\``),
  ];
}

function operationRows({ name, mesh, results }: CaseResult): string[][] {
  const names = [...new Set(results.map(({ operation }) => operation))];
  return names.map((operation) => {
    const of = results.filter((result) => result.operation === operation);
    const passed = of.filter(({ error }) => error === undefined);
    const settling = passed.map((result) => longest(result.settling));
    const above = settling.map((seconds) => seconds - mesh.ack.toMs / 1000);
    return [
      name,
      operation,
      `${of.length - passed.length} of ${of.length}`,
      spread(settling, 2),
      above.length === 0 ? "" : kept(Math.max(...above), allowedSeconds),
      spread(passed.map(({ seconds }) => seconds)),
      sumOf(of, "requests").toLocaleString("en"),
      String(sumOf(of, "failed")),
      String(sumOf(of, "strangers")),
    ];
  });
}

function stragglers({ proxy, refused, allowed }: StragglingResult): string[] {
  const said = refused?.includes(proxy) ? `and names ${proxy}` : `but does not name ${proxy}`;
  return [
    `One of ${stragglingMesh.proxies} proxies never acknowledges (\`${proxy}\`): by default the update ` +
      `${refused === undefined ? "is NOT refused" : `is refused ${said}`}; with \`settle.stragglers: 1\` ` +
      `${allowed === undefined ? "it passes" : "it is REFUSED"}.`,
    ...[refused, allowed].flatMap((text) => (text === undefined ? [] : [`> ${text}`])),
  ];
}

function services({ none, many }: BigResult): string[] {
  const cost = summarize(many).median - summarize(none).median;
  return [
    `${bigMesh.services.toLocaleString("en")} Services with ${bigMesh.endpoints} endpoints each, and no simulated proxy: ` +
      `settling of a weight change takes ${spread(none, 2)} s without them and ${spread(many, 2)} s with them, ` +
      `${kept(cost, allowedForServices)} more.`,
  ];
}

function kept(seconds: number, limit: number): string {
  return `${seconds.toFixed(2)} s (${seconds <= limit ? "kept" : "MISSED"}: at most ${limit} s)`;
}

function spread(values: readonly number[], digits = 1): string {
  if (values.length === 0) return "";
  const { median, min, max }: Summary = summarize(values);
  return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`;
}
