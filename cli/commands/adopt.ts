import { existsSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { stringify } from "yaml";
import { adopt, type Adoption } from "../../operations/adopt/decide";
import { parseConfig } from "../../model/config/parse";
import { formatProblems } from "../../model/problem";
import { blueprints } from "../../stacks/presets";
import { contentsOf, finish, found, print, takeOver } from "./adopt-objects";
import { foundText, obstaclesText } from "../reports/adopt";
import { clustersOf, type ClusterOptions } from "../frame/cluster-options";
import { connectCluster, stackFile } from "../stack/clusters";

interface Options extends ClusterOptions {
  readonly stack: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly takeOver?: boolean;
  readonly finish?: boolean;
  readonly force?: boolean;
}

/** Exit codes, as `gray drift` has them. */
const failed = 2;

/**
 * `gray adopt`: a namespace that other hands made becomes a release, with no request lost and no pod restarted, in three
 * steps: a stack file from what runs there, the objects handed over to the stack, and what has been replaced removed.
 */
export function adoptCommand(): Command {
  const all = (value: string, before: readonly string[]) => [...before, value];
  return new Command("adopt")
    .description("take a namespace over that runs already: a stack file from what is there")
    .option("-s, --stack <name>", "the stack: Pulumi.<name>.yaml is written, or read later", "dev")
    .option("-n, --namespace <name>", "the namespace that runs already")
    .option("--context <[name=]context>", "a cluster by its context; once for each", all, [])
    .option("--cluster <name=kubeconfig>", "a cluster by a kubeconfig file; once for each", all, [])
    .option("--name <name>", "name of the release (default: the namespace)")
    .option("--take-over", "then: hand the objects over to the stack; no value of theirs changes")
    .option("--finish", "last, after pulumi up: remove what the release has replaced")
    .option("--force", "go on in spite of what can't be said, and overwrite the stack file")
    .addHelpText(
      "after",
      "\nExit codes: 0 done; 1 something can't be taken over as it is; 2 could not look or write." +
        "\n\nExamples:\n  gray adopt -s shop -n shop --context eu=kind-eu --context us=kind-us" +
        "\n  gray adopt -s shop --take-over\n  pulumi up -s shop\n  gray adopt -s shop --finish",
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : failed))
    .action(async (options: Options, command: Command) => {
      try {
        process.exitCode = await run(options);
      } catch (error) {
        command.error(`gray adopt: ${(error as Error).message}`, { exitCode: failed });
      }
    });
}

function run(options: Options): Promise<number> {
  if (options.takeOver) return takeOver(options);
  return options.finish ? finish(options) : declare(options);
}

async function declare(options: Options): Promise<number> {
  const { stack, namespace, name = namespace, force } = options;
  if (namespace === undefined || name === undefined)
    throw new Error("name the namespace that runs already: -n <name>");
  const file = stackFile(stack);
  if (existsSync(file) && !force)
    throw new Error(`${file} is there already: choose another stack with -s, or --force`);
  const clusters = clustersOf(options);
  const connected = await Promise.all(
    clusters.map(async (cluster) => ({ cluster, client: await connectCluster(cluster) })),
  );
  try {
    const adoption = adopt(name, await contentsOf(connected, namespace));
    if (Object.keys(adoption.release.services).length === 0)
      throw new Error(
        `namespace ${namespace} has no service with versions: no Service selects a Deployment whose pods have the label version`,
      );
    return write(file, adoption, options);
  } finally {
    connected.forEach(({ client }) => client.close());
  }
}

function write(file: string, adoption: Adoption, { stack, force }: Options): number {
  const { release, clusters, obstacles } = adoption;
  print(foundText(adoption));
  if (obstacles.length > 0)
    print(`What a release can't say, or would change:\n${obstaclesText(obstacles)}`);
  if (obstacles.length > 0 && !force) {
    print(`Nothing was written. Change it there, or accept it: --force.`);
    return found;
  }
  const config = { "gray-release:release": release, "gray-release:clusters": clusters };
  const parsed = parseConfig({ release, clusters }, { blueprints });
  writeFileSync(file, stringify({ config }, { aliasDuplicateObjects: false, lineWidth: 0 }));
  if ("problems" in parsed)
    throw new Error(`${file} was written, and needs your hand: ${formatProblems(parsed.problems)}`);
  print(
    `Written: ${file}. Nothing was touched in the clusters. Read it (npx gray plan -s ${stack}), then:\n` +
      `  npx gray adopt -s ${stack} --take-over\n  pulumi stack init ${stack} && pulumi up -s ${stack}\n` +
      `  npx gray adopt -s ${stack} --finish\n` +
      "Pods that drain need new pods: drainSeconds is 0 where they do not; raise it with your next version.",
  );
  return 0;
}
