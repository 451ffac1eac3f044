import { Command } from "commander";
import { stringify } from "yaml";
import { parseConfig } from "../../model/config/parse";
import { mermaid } from "../../model/diagrams/mermaid";
import { picture } from "../../model/diagrams/diagram";
import { manifests, planRelease, type ReleasePlan } from "../../model/plan/plan";
import { formatProblems } from "../../model/problem";
import { blueprints } from "../../stacks/presets";
import { readStackFile } from "../stack/file";

interface Options {
  readonly stack: string;
  readonly file?: string;
  readonly cluster?: string;
  readonly output: string;
}

const outputs = ["all", "picture", "mermaid", "yaml", "json"];

/**
 * `gray plan`: what a stack file asks for, from the pure planner alone. It needs no engine, no cluster and no network,
 * and touches nothing. What it prints by default is one YAML stream: the picture stands in comments.
 */
export function planCommand(): Command {
  return new Command("plan")
    .description(
      "print the manifests of a stack file for each cluster, and a picture of its traffic",
    )
    .option("-s, --stack <name>", "the stack whose file is read: Pulumi.<name>.yaml", "dev")
    .option("-f, --file <path>", "a stack file by its path, instead of --stack")
    .option("-c, --cluster <name>", "only this cluster's manifests, or its Mermaid picture")
    .option("-o, --output <form>", outputs.join(", "), "all")
    .addHelpText(
      "after",
      "\nExamples:\n  gray plan\n  gray plan -s prod -o picture\n  gray plan -s bookinfo -o mermaid\n  gray plan -c west -o yaml",
    )
    .action((options: Options, command: Command) => {
      try {
        process.stdout.write(plan(options));
      } catch (error) {
        command.error(`gray plan: ${(error as Error).message}`);
      }
    });
}

function plan({ stack, file, cluster, output }: Options): string {
  if (!outputs.includes(output))
    throw new Error(`unknown form "${output}"; known: ${outputs.join(", ")}`);
  const path = file ?? `Pulumi.${stack}.yaml`;
  const parsed = parseConfig(readStackFile(path), { blueprints });
  if ("problems" in parsed) throw new Error(`${path}: ${formatProblems(parsed.problems)}`);
  const { release, clusters } = parsed.settings;
  const whole = planRelease(release, clusters);
  const chosen = cluster
    ? whole.clusters.filter((c) => c.cluster.name === cluster)
    : whole.clusters;
  if (chosen.length === 0)
    throw new Error(
      `unknown cluster "${cluster}"; known: ${clusters.map((c) => c.name).join(", ")}`,
    );
  const selected: ReleasePlan = { ...whole, clusters: chosen };
  switch (output) {
    case "picture":
      return picture(whole);
    case "mermaid":
      return charts(whole, cluster);
    case "json":
      return `${JSON.stringify(byCluster(selected), undefined, 2)}\n`;
    case "yaml":
      return yaml(selected);
    default:
      return `${comment(picture(whole))}\n${yaml(selected)}`;
  }
}

/** A Mermaid file holds one picture: where clusters differ, a line before each says whose it is. */
function charts(plan: ReleasePlan, cluster: string | undefined): string {
  const pictures = mermaid(plan).filter(({ clusters }) => !cluster || clusters.includes(cluster));
  if (pictures.length === 0)
    throw new Error(
      `${cluster ? `cluster ${cluster} is` : "all clusters are"} remote, so there are no routes`,
    );
  return pictures
    .map(({ clusters, chart }) => `%% ${plan.release.name} in ${clusters.join(", ")}\n${chart}`)
    .join("\n");
}

function byCluster(plan: ReleasePlan): Record<string, unknown> {
  return Object.fromEntries(plan.clusters.map((c) => [c.cluster.name, manifests(c)]));
}

function yaml(plan: ReleasePlan): string {
  return plan.clusters
    .flatMap((c) =>
      manifests(c).map((manifest) => {
        const text = stringify(manifest, { aliasDuplicateObjects: false, lineWidth: 0 });
        return `---\n# cluster ${c.cluster.name}\n${text}`;
      }),
    )
    .join("");
}

function comment(text: string): string {
  return text.replace(/^/gm, "# ").replace(/^# $/gm, "#").replace(/#\n?$/, "");
}
