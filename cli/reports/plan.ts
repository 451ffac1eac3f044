/** What `gray plan` prints: the planned objects of each cluster, the traffic, and the rollout. */
import { mermaid } from "../../model/diagrams/mermaid";
import { diagram as diagram } from "../../model/diagrams/diagram";
import { differences } from "../../model/plan/differences";
import { manifests, type ReleasePlan } from "../../model/plan/plan";
import { yamlText } from "../../model/yaml/write";
import { knownRolloutOf, rolloutOf, rolloutText, type RolloutOutline } from "./rollout-plan";

/** The forms of a plan. */
export const planForms = ["all", "diagram", "mermaid", "rollout", "yaml", "json", "html"] as const;

/** Former names of forms, which scripts may still use. */
export const formerPlanForms = { picture: "diagram" } as const;

/** How a plan is printed. */
export interface PlanReportOptions {
  readonly form: (typeof planForms)[number];
  /**
   * Name of the one cluster whose objects are printed; those of all clusters where it is left out.
   */
  readonly cluster: string | undefined;
  /** Weights from which a rollout begins, as the command line gives them. */
  readonly from: readonly string[];
  /** Name of the stack, for commands on a page; undefined where a file was named. */
  readonly stack: string | undefined;
}

/**
 * A plan as text. The form `all` is one YAML stream: its comments hold the diagram and the rollout.
 *
 * @throws Error where a Mermaid chart is asked for, and the cluster has no routes to draw; or where a
 * rollout is asked for, and there is none or its start is not known
 */
export async function planReport(plan: ReleasePlan, options: PlanReportOptions): Promise<string> {
  const { form, cluster, from } = options;
  const clusters = plan.clusters.filter((one) => !cluster || one.cluster.name === cluster);
  const selected: ReleasePlan = { ...plan, clusters };
  switch (form) {
    case "diagram":
      return diagram(plan);
    case "mermaid":
      return charts(plan, cluster);
    case "rollout":
      return rolloutText(plan, from);
    case "json":
      return `${JSON.stringify(byCluster(selected, rolloutOf(plan, from)), undefined, 2)}\n`;
    case "yaml":
      return yaml(selected);
    case "html":
      return rolloutHtml(plan, options);
    case "all":
      return `${comments(plan, from)}\n${yaml(selected)}`;
  }
}

/** Templates and charts are loaded for this form alone. */
async function rolloutHtml(plan: ReleasePlan, { from, stack }: PlanReportOptions): Promise<string> {
  const planned = knownRolloutOf(plan, from);
  const { planPage } = await import("../../operations/rollout/page/build.js");
  const { pageDocument } = await import("../../page/document.js");
  const { start, goal, guessed, ...outline } = planned;
  const page = planPage({
    release: plan.release.name,
    stack: stack ?? null,
    outline,
    start,
    goal,
    guessed,
  });
  return pageDocument(page, { live: false });
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

/** The objects of each cluster, and what concerns all; no cluster can have the name of such a key. */
function byCluster(
  plan: ReleasePlan,
  rollout: RolloutOutline | undefined,
): Record<string, unknown> {
  const different = differences(plan);
  return {
    ...Object.fromEntries(plan.clusters.map((one) => [one.cluster.name, manifests(one)])),
    ...(different.length > 0 && { $differences: different }),
    ...(rollout && { $rollout: rollout }),
  };
}

/** The diagram, and the rollout where one is declared. */
function comments(plan: ReleasePlan, from: readonly string[]): string {
  const drawn = comment(diagram(plan));
  const rollout = rolloutOf(plan, from);
  if (!rollout) return drawn;
  const text = "unknown" in rollout ? `The rollout: ${rollout.unknown}\n` : rolloutText(plan, from);
  return `${drawn}#\n${comment(text)}`;
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
