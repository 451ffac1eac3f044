import { drawTraffic } from "./mermaid-chart";
import type { ReleasePlan } from "../plan/plan";
import { traffic } from "./traffic";

/** A picture of a release's traffic in Mermaid's language. */
export interface MermaidDiagram {
  /** The primary clusters whose mesh treats requests so. */
  readonly clusters: readonly string[];
  /** A flowchart (https://mermaid.js.org/syntax/flowchart.html). */
  readonly chart: string;
}

/** Pictures of a release's traffic: one, or as many as its primary clusters have different routes. */
export function mermaid(plan: ReleasePlan): MermaidDiagram[] {
  const byChart = new Map<string, string[]>();
  for (const part of plan.clusters) {
    if (!part.mesh) continue;
    const chart = drawTraffic(traffic(plan, part));
    byChart.set(chart, [...(byChart.get(chart) ?? []), part.cluster.name]);
  }
  return [...byChart].map(([chart, clusters]) => ({ clusters, chart }));
}
