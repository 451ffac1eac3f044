import { phase } from "./phase";
import type { ClusterPlan, ReleasePlan } from "./plan";
import { traffic, type ServiceTraffic, type TrafficCase } from "./traffic";

/** Characters of a bar at 100 %. */
const barWidth = 20;

/** A picture of a release's traffic as text: for each primary cluster what enters, which case takes it, who answers. */
export function picture(plan: ReleasePlan): string {
  const { release } = plan;
  const head = `${release.name} in namespace ${release.namespace}: ${phase(plan)}`;
  return `${[head, ...plan.clusters.flatMap((cluster) => ["", ...drawCluster(plan, cluster)])].join("\n")}\n`;
}

function drawCluster(plan: ReleasePlan, part: ClusterPlan): string[] {
  const { cluster, workloads } = part;
  const runs = workloads.map((w) => `${w.service} ${w.version} x${w.replicas ?? 1}`);
  const head = `${cluster.name} (${cluster.role ?? "primary"}) runs ${runs.join(", ") || "no version"}`;
  return [head, ...traffic(plan, part).flatMap(drawService)];
}

function drawService({ service, port, entries, cases, stickyCookie }: ServiceTraffic): string[] {
  const sticky = stickyCookie ? `, sticky by cookie ${stickyCookie}` : "";
  return [
    `  ${entries.join(" and ")} -> ${service}:${port}${sticky}`,
    ...cases.flatMap((one) => [
      ...(cases.length > 1 || one.notes.length > 0
        ? [`    ${[one.when, ...one.notes].join(", ")}`]
        : []),
      ...drawShares(one),
    ]),
  ];
}

function drawShares({ shares }: TrafficCase): string[] {
  const widest = Math.max(...shares.map(({ version }) => version.length));
  return shares.map(({ version, percent, clusters, lane }) => {
    const bar = "#".repeat(Math.max(1, Math.round((percent / 100) * barWidth))).padEnd(barWidth);
    const share = String(Number(percent.toFixed(2))).padStart(3);
    const entered = lane ? `, into lane ${lane}` : "";
    return `    ${share} % ${bar} ${version.padEnd(widest)}  in ${clusters.join(", ")}${entered}`;
  });
}
