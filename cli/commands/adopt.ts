// The command `gray adopt`: makes a release of a namespace that runs already.
import { configKey, stackFileName } from "../../model/project";
import { existsSync, writeFileSync } from "node:fs";
import { parseConfig } from "../../model/config/parse";
import { formatProblems } from "../../model/problem";
import type { Adoption } from "../../operations/adopt/decide/adoption";
import { declareNamespace } from "../../operations/adopt/declare";
import { finishAdoption } from "../../operations/adopt/finish";
import { writtenText } from "../../operations/adopt/report";
import { takeOwnershipOfAll, type AdoptOptions } from "../../operations/adopt/take-ownership";
import { yamlText } from "../../model/yaml/write";
import { presets } from "../../stacks/presets";
import { clustersOf, type ClusterOptions } from "../frame/cluster-options";
import { defineCommand, type Streams } from "../frame/command";
import type { Outcome } from "../frame/exit-codes";
import { flag, stackOption, text, texts } from "../frame/options";
import { connectCluster, openStack } from "../stack/clusters";
import { schemaComment } from "../stack/schema-comment";

/**
 * `gray adopt`: a namespace whose objects others made becomes a release, with no request lost and
 * no pod restarted, in three steps: a stack file from what runs in it, field ownership of its
 * objects, and the removal of what was replaced.
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
      "then: make the stack the owner of its objects; no value changes",
    ),
    finish: flag(
      "--finish",
      "last, after pulumi up: remove the objects that the release has replaced",
    ),
    force: flag("--force", "accept what a release can't express, and overwrite the stack file"),
  },
  examples: [
    "npx gray adopt -s shop -n shop --context eu=kind-eu --context us=kind-us",
    "npx gray adopt -s shop --take-over",
    "pulumi stack init shop && pulumi up -s shop",
    "npx gray adopt -s shop --finish",
  ],
  exitCodes: {
    done: "done",
    found: "a release can't take over some object as it is",
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

async function run(options: Options, { stdout }: Streams): Promise<Outcome> {
  const reporter = { info: (paragraph: string) => void stdout.write(`${paragraph}\n\n`) };
  const how = { force: options.force ?? false, reporter };
  const { takeOver, finish } = options;
  const done = takeOver || finish ? await adopt(options, how) : await declare(options, how);
  return done ? "done" : "found";
}

/**
 * The steps after the stack file.
 *
 * @returns false where an obstacle was reported, and nothing written
 */
async function adopt({ stack, takeOver }: Options, how: AdoptOptions): Promise<boolean> {
  const { settings, clusters, close } = await openStack(stack);
  try {
    const adopting = { stack, settings, clients: clusters.map(({ client }) => client) };
    return await (takeOver ? takeOwnershipOfAll(adopting, how) : finishAdoption(adopting, how));
  } finally {
    close();
  }
}

/** The stack file. @returns false where an obstacle was reported, and nothing written */
async function declare(options: Options, how: AdoptOptions): Promise<boolean> {
  const { stack, namespace, name = namespace } = options;
  if (namespace === undefined || name === undefined)
    throw new Error("name the namespace that runs already: -n <name>");
  const file = stackFileName(stack);
  if (existsSync(file) && !how.force)
    throw new Error(
      `${file} exists already: choose another stack with -s, or overwrite the file with --force`,
    );
  const clusters = clustersOf(options);
  const connected = await Promise.all(
    clusters.map(async (cluster) => ({ cluster, client: await connectCluster(cluster) })),
  );
  try {
    const adoption = await declareNamespace(connected, { name, namespace }, how);
    if (!adoption) return false;
    write(file, adoption);
    how.reporter.info(writtenText(file, stack));
    return true;
  } finally {
    connected.forEach(({ client }) => client.close());
  }
}

/** @throws Error where the written declaration can't be read as it is */
function write(file: string, { release, clusters }: Adoption): void {
  const config = { [configKey("release")]: release, [configKey("clusters")]: clusters };
  const parsed = parseConfig({ release, clusters }, { presets });
  const text = yamlText({ config });
  writeFileSync(file, `${schemaComment(file)}${text}`);
  if ("problems" in parsed)
    throw new Error(
      `The command wrote ${file}, which needs a correction: ${formatProblems(parsed.problems, file)}`,
    );
}
