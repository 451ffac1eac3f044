// Draws the traffic of a release in Mermaid's language, for `gray plan -o mermaid` and the gallery.
import { drawTraffic } from "./mermaid-chart";
import type { ReleasePlan } from "../plan/plan";
import { traffic } from "./traffic";

/** One diagram, and the clusters that it describes. */
export interface MermaidDiagram {
  /** The primary clusters whose traffic the diagram shows. */
  readonly clusters: readonly string[];
  /** A flowchart (https://mermaid.js.org/syntax/flowchart.html). */
  readonly chart: string;
}

/** The diagrams of a release: primary clusters with the same traffic share one diagram. */
export function mermaid(plan: ReleasePlan): MermaidDiagram[] {
  const byChart = new Map<string, string[]>();
  for (const part of plan.clusters) {
    if (!part.mesh) continue;
    const chart = drawTraffic(traffic(plan, part));
    byChart.set(chart, [...(byChart.get(chart) ?? []), part.cluster.name]);
  }
  return [...byChart].map(([chart, clusters]) => ({ clusters, chart }));
}
