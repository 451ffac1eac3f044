/** What `gray plan` prints: the planned objects of each cluster, and diagrams of the traffic. */
import { mermaid } from "../../model/diagrams/mermaid";
import { diagram as diagram } from "../../model/diagrams/diagram";
import { differences } from "../../model/plan/differences";
import { manifests, type ReleasePlan } from "../../model/plan/plan";
import { yamlText } from "../../model/yaml/write";

/** The forms of a plan. */
export const planForms = ["all", "diagram", "mermaid", "yaml", "json"] as const;

/** Former names of forms, which scripts may still use. */
export const formerPlanForms = { picture: "diagram" } as const;

/** How a plan is printed. */
export interface PlanReportOptions {
  readonly form: (typeof planForms)[number];
  /**
   * Name of the one cluster whose objects are printed; those of all clusters where it is left out.
   */
  readonly cluster: string | undefined;
}

/**
 * A plan as text. The form `all` is one YAML stream: its comments hold the diagram.
 *
 * @throws Error where a Mermaid chart is asked for, and the cluster has no routes to draw
 */
export function planReport(plan: ReleasePlan, { form, cluster }: PlanReportOptions): string {
  const clusters = plan.clusters.filter((one) => !cluster || one.cluster.name === cluster);
  const selected: ReleasePlan = { ...plan, clusters };
  switch (form) {
    case "diagram":
      return diagram(plan);
    case "mermaid":
      return charts(plan, cluster);
    case "json":
      return `${JSON.stringify(byCluster(selected), undefined, 2)}\n`;
    case "yaml":
      return yaml(selected);
    case "all":
      return `${comment(diagram(plan))}\n${yaml(selected)}`;
  }
}

/**
 * A Mermaid file holds one chart: where clusters differ, a line before each chart names its
 * clusters.
 */
function charts(plan: ReleasePlan, cluster: string | undefined): string {
  const drawn = mermaid(plan).filter(({ clusters }) => !cluster || clusters.includes(cluster));
  if (drawn.length === 0)
    throw new Error(
      `${cluster ? `cluster ${cluster} is` : "all clusters are"} remote, so there are no routes`,
    );
  return drawn
    .map(({ clusters, chart }) => `%% ${plan.release.name} in ${clusters.join(", ")}\n${chart}`)
    .join("\n");
}

/** The objects of each cluster, and what differs; no cluster can have the name of that key. */
function byCluster(plan: ReleasePlan): Record<string, unknown> {
  const different = differences(plan);
  return {
    ...Object.fromEntries(plan.clusters.map((one) => [one.cluster.name, manifests(one)])),
    ...(different.length > 0 && { $differences: different }),
  };
}

function yaml(plan: ReleasePlan): string {
  return plan.clusters
    .flatMap((one) =>
      manifests(one).map((manifest) => {
        return `---\n# cluster ${one.cluster.name}\n${yamlText(manifest)}`;
      }),
    )
    .join("");
}

function comment(text: string): string {
  return text.replace(/^/gm, "# ").replace(/^# $/gm, "#").replace(/#\n?$/, "");
}
