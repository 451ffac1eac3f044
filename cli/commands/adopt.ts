import { existsSync, writeFileSync } from "node:fs";
import { stringify } from "yaml";
import { adopt, type Adoption } from "../../operations/adopt/decide";
import { parseConfig } from "../../model/config/parse";
import { formatProblems } from "../../model/problem";
import { blueprints } from "../../stacks/presets";
import { contentsOf, finish, print, takeOver } from "./adopt-objects";
import { foundText, obstaclesText } from "../reports/adopt";
import { clustersOf, type ClusterOptions } from "../frame/cluster-options";
import { defineCommand } from "../frame/command";
import type { Outcome } from "../frame/exit-codes";
import { flag, stackOption, text, texts } from "../frame/options";
import { connectCluster } from "../stack/clusters";
import { stackFile } from "../stack/file";

/**
 * `gray adopt`: a namespace whose objects others made becomes a release, with no request lost and no pod restarted, in
 * three steps: a stack file from what runs in it, field ownership of its objects, and the removal of what was replaced.
 */
export const adoptCommand = defineCommand({
  name: "adopt",
  description: "make a release of a namespace that runs already, beginning with its stack file",
  options: {
    stack: stackOption,
    namespace: text("-n, --namespace <name>", "the namespace that runs already"),
    context: texts("--context <[name=]context>", "a cluster by its context; once for each"),
    cluster: texts("--cluster <name=kubeconfig>", "a cluster by a kubeconfig file; once for each"),
    name: text("--name <name>", "name of the release (default: the namespace)"),
    takeOver: flag(
      "--take-over",
      "then: hand the objects over to the stack; no value of theirs changes",
    ),
    finish: flag("--finish", "last, after pulumi up: remove what the release has replaced"),
    force: flag("--force", "go on in spite of what can't be said, and overwrite the stack file"),
  },
  examples: [
    "gray adopt -s shop -n shop --context eu=kind-eu --context us=kind-us",
    "gray adopt -s shop --take-over",
    "pulumi up -s shop",
    "gray adopt -s shop --finish",
  ],
  exitCodes: {
    done: "done",
    found: "something can't be taken over as it is",
    failed: "could not look or write",
  },
  run,
});

interface Options extends ClusterOptions {
  readonly stack: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly takeOver: true | undefined;
  readonly finish: true | undefined;
  readonly force: true | undefined;
}

function run(options: Options): Promise<Outcome> {
  if (options.takeOver) return takeOver(options);
  return options.finish ? finish(options) : declare(options);
}

async function declare(options: Options): Promise<Outcome> {
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

function write(file: string, adoption: Adoption, { stack, force }: Options): Outcome {
  const { release, clusters, obstacles } = adoption;
  print(foundText(adoption));
  if (obstacles.length > 0)
    print(`What a release can't say, or would change:\n${obstaclesText(obstacles)}`);
  if (obstacles.length > 0 && !force) {
    print(`Nothing was written. Change it there, or accept it: --force.`);
    return "found";
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
  return "done";
}
