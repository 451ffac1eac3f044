import { Command } from "commander";
import { Document, isSeq, type Node } from "yaml";
import { dnsLabel } from "../../model/release/names";
import { planRelease } from "../../model/plan/plan";
import { parseConfig } from "../../model/config/parse";
import { formatProblems } from "../../model/problem";
import { rbacManifests, type Account, type RbacManifest } from "../../model/plan/rbac";
import { blueprints } from "../../stacks/presets";
import { readStackFile } from "../stack/file";

interface Options {
  readonly stack: string;
  readonly file?: string;
  readonly cluster?: string;
  readonly account?: string;
}

/**
 * `gray rbac`: a service account with the least rights that a stack needs, as YAML for an administrator to apply in each
 * cluster. It only prints.
 */
export function rbacCommand(): Command {
  return new Command("rbac")
    .description("print a service account with the least rights that a stack needs, as YAML")
    .option("-s, --stack <name>", "the stack whose file is read: Pulumi.<name>.yaml", "dev")
    .option("-f, --file <path>", "a stack file by its path, instead of --stack")
    .option("-c, --cluster <name>", "only what this cluster needs")
    .option(
      "-a, --account <namespace>/<name>",
      "the service account (default: gray-release in the release's namespace)",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  gray rbac -s prod -c eu | kubectl --context eu apply -f -" +
        "\n  kubectl --context eu create token gray-release -n shop --duration 8h",
    )
    .action((options: Options, command: Command) => {
      try {
        process.stdout.write(rbac(options));
      } catch (error) {
        command.error(`gray rbac: ${(error as Error).message}`);
      }
    });
}

function rbac({ stack, file, cluster, account }: Options): string {
  const path = file ?? `Pulumi.${stack}.yaml`;
  const parsed = parseConfig(readStackFile(path), { blueprints });
  if ("problems" in parsed) throw new Error(`${path}: ${formatProblems(parsed.problems)}`);
  const { release, clusters } = parsed.settings;
  const known = clusters.map(({ name }) => name);
  if (cluster !== undefined && !known.includes(cluster))
    throw new Error(`unknown cluster "${cluster}"; known: ${known.join(", ")}`);
  const user = account === undefined ? undefined : accountOf(account);
  const byText = new Map<string, string[]>();
  for (const plan of planRelease(release, clusters).clusters) {
    const { name } = plan.cluster;
    if (cluster !== undefined && name !== cluster) continue;
    const own = user ?? { namespace: release.namespace, name: "gray-release" };
    const text = rbacManifests(release, plan, own).map(yaml).join("");
    byText.set(text, [...(byText.get(text) ?? []), name]);
  }
  return [...byText]
    .map(([text, names]) => `# What ${release.name} needs in ${names.join(", ")}.\n${text}`)
    .join("");
}

/** @throws Error that says what a service account looks like */
function accountOf(given: string): Account {
  const [namespace = "", name = "", ...more] = given.split("/");
  if (more.length === 0 && dnsLabel.test(namespace) && dnsLabel.test(name))
    return { namespace, name };
  throw new Error(
    `"${given}" is no service account: give <namespace>/<name>, such as ops/gray-release`,
  );
}

/** One document; above each rule stands what it is for. */
function yaml({ why, ...manifest }: RbacManifest): string {
  const document = new Document(manifest, { aliasDuplicateObjects: false });
  const rules = document.get("rules");
  if (isSeq<Node>(rules))
    rules.items.forEach((rule, i) => (rule.commentBefore = ` ${why[i] ?? ""}`));
  return `---\n${document.toString({ lineWidth: 0 })}`;
}
