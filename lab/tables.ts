import Table from "cli-table3";
import type { LoadTotals } from "./load";
import type { LabStatus } from "./types";

/** The clusters of a lab, for people. */
export function statusTable({ clusters }: LabStatus): string {
  const table = new Table({ head: ["cluster", "role", "API server", "kubeconfig", "gateway"] });
  for (const { name, role, apiServer, kubeconfig, gateway } of clusters) {
    table.push([name, role, apiServer, kubeconfig, gateway]);
  }
  return table.toString();
}

/** The answers of a load run, for people. */
export function loadTable(totals: LoadTotals): string {
  const table = new Table({ head: ["answered by", "requests", "share"] });
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
