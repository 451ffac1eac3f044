// Draws the traffic of a release as text, for `gray plan`.
import { differences } from "../plan/differences";
import { phase } from "../plan/phase";
import type { ClusterPlan, ReleasePlan } from "../plan/plan";
import { podCountText } from "../release/replicas";
import { drawDifferences } from "./differences";
import { traffic, type ServiceTraffic, type TrafficCase, type TrafficEntry } from "./traffic";

/** Characters of a bar at 100 %. */
const barWidth = 20;

/**
 * The diagram of a release. For each primary cluster it shows the ways in, the cases of each
 * service, and the versions that answer; then what differs between the clusters.
 */
export function diagram(plan: ReleasePlan): string {
  const { release } = plan;
  const head = `${release.name} in namespace ${release.namespace}: ${phase(plan)}`;
  const drawn = plan.clusters.flatMap((cluster) => ["", ...drawCluster(plan, cluster)]);
  const names = plan.clusters.map(({ cluster }) => cluster.name);
  const different = drawDifferences(differences(plan), names);
  const lines = [head, ...drawn, ...(different.length > 0 ? ["", ...different] : [])];
  return `${lines.join("\n")}\n`;
}

/** A share in percent, with at most two decimals; lanes may take less of a share than these say. */
export function percent(share: number): string {
  const rounded = Number(share.toFixed(2));
  return rounded === 0 && share > 0 ? "< 0.01 %" : `${rounded} %`;
}

function drawCluster(plan: ReleasePlan, part: ClusterPlan): string[] {
  const { cluster, workloads } = part;
  const runs = workloads.map((w) => `${w.service} ${w.version} ${podCountText(w)}`);
  const head = `${cluster.name} (${cluster.role ?? "primary"}) runs ${runs.join(", ") || "no version"}`;
  return [head, ...traffic(plan, part).flatMap(drawService)];
}

function drawService({ service, ports, entries, cases, ...rest }: ServiceTraffic): string[] {
  const sticky = rest.stickyCookie ? `, sticky by cookie ${rest.stickyCookie}` : "";
  const stable = rest.stable === undefined ? "" : `, stable version ${rest.stable}`;
  return [
    `  ${entries.map(drawEntry).join(" and ")} -> ${service}:${ports.join(",")}${sticky}${stable}`,
    ...cases.flatMap((one) => {
      const notes = [...copies(one), ...one.faults];
      return [
        ...(cases.length > 1 || notes.length > 0
          ? [`    ${[when(one), ...notes].join(", ")}`]
          : []),
        ...(one.answer === undefined ? drawShares(one, rest) : [`          ${one.answer}`]),
      ];
    }),
  ];
}

function drawEntry({ origin, name, details: [where = "", ...paths] }: TrafficEntry): string {
  if (origin === "mesh") return name;
  return `gateway ${name} (${[where, ...(paths.length > 0 ? [paths.join(" ")] : [])].join(": ")})`;
}

function when({ name, conditions }: TrafficCase): string {
  if (conditions.length === 0) return "all other requests";
  return `${name ? `${name}: ` : ""}${conditions.join(" and ")}`;
}

function copies({ copies }: TrafficCase): string[] {
  return copies ? [`${percent(copies.percent ?? 100)} copied to ${copies.version}`] : [];
}

function drawShares(
  { shares }: TrafficCase,
  { versions: running, outside = {} }: Pick<ServiceTraffic, "versions" | "outside">,
): string[] {
  const widest = Math.max(...shares.map(({ version }) => version.length));
  const digits = Math.max(5, ...shares.map(({ percent: share }) => percent(share).length));
  return shares.map(({ version, percent: share, lane }) => {
    const bar = "#".repeat(Math.max(1, Math.round((share / 100) * barWidth))).padEnd(barWidth);
    const host = outside[version];
    const where = running[version]
      ? `in ${running[version].join(", ")}`
      : host === undefined
        ? "offline"
        : `outside, ${host}`;
    const entered = lane ? `, into lane ${lane}` : "";
    return `    ${percent(share).padStart(digits)} ${bar} ${version.padEnd(widest)}  ${where}${entered}`;
  });
}
