// Tables for people: the clusters of a lab, the answers of a load run.
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

/** The clusters of a lab, for people. */
export function statusTable({ clusters }: LabStatus): string {
  const table = plainTable(["cluster", "role", "API server", "kubeconfig", "gateway"]);
  for (const { name, role, apiServer, kubeconfig, ...addresses } of clusters) {
    const { gateway, secureGateway, tcpGateway } = addresses;
    const gateways = [gateway, secureGateway, tcpGateway].filter(Boolean).join("\n");
    table.push([name, role, apiServer, kubeconfig, gateways]);
  }
  return table.toString();
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
