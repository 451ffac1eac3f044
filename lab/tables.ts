// Tables for people: the clusters of a lab, the answers of a load run.
import { relative } from "node:path";
import Table from "cli-table3";
import type { LoadTotals } from "./load/load";
import type { LabStatus } from "./types";

/** An empty table in plain text: it may end in a file or a log. */
export function plainTable(
  head: string[],
  colAligns: Table.HorizontalAlignment[] = [],
): Table.Table {
  return new Table({ head, colAligns, style: { head: [], border: [], compact: true } });
}

/** The clusters of a lab, for people; each fact in a line of its own, for narrow terminals. */
export function statusText({ clusters }: LabStatus): string {
  return clusters
    .map(
      ({ name, role, apiServer, kubeconfig, gateway, secureGateway, tcpGateway, prometheusUrl }) =>
        [
          `${name} (${role})`,
          `  API server  ${apiServer}`,
          `  kubeconfig  ${fromHere(kubeconfig)}`,
          `  gateway     ${[gateway, secureGateway, tcpGateway].filter(Boolean).join("  ")}`,
          ...(prometheusUrl ? [`  Prometheus  ${prometheusUrl}  (while metrics are on)`] : []),
        ].join("\n"),
    )
    .join("\n");
}

/** A path from the current folder on where that is shorter. */
function fromHere(path: string): string {
  const short = relative(".", path);
  return short.length < path.length ? short : path;
}

/** The answers of a load run, for people. */
export function loadTable(totals: LoadTotals): string {
  const table = plainTable(["answered by", "requests", "share"], ["left", "right", "right"]);
  const good = totals.total - totals.failed;
  const add = (title: string, counts: Record<string, number>): void => {
    for (const key of Object.keys(counts).sort()) {
      const count = counts[key] as number;
      table.push([`${title} ${key}`, count, `${((100 * count) / Math.max(1, good)).toFixed(1)} %`]);
    }
  };
  add("version", totals.byVersion);
  add("cluster", totals.byCluster);
  const rate = Math.round(totals.total / totals.seconds);
  const lines = [
    table.toString(),
    `${totals.total} requests in ${totals.seconds.toFixed(1)} s (${rate}/s), ${totals.failed} failed`,
  ];
  for (const [kind, count] of Object.entries(totals.failures)) lines.push(`  ${count} × ${kind}`);
  return lines.join("\n");
}
