import { existsSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { stringify } from "yaml";
import { foresee, handOver, type Takeover } from "../kube/hand-over";
import { namespaceContents } from "../kube/namespace-contents";
import { objectPath } from "../kube/path";
import { adopt, type Adoption } from "../model/adopt/adopt";
import type { LiveCluster, Obstacle } from "../model/adopt/live";
import { replacedBy, stillNeeded } from "../model/adopt/replaced";
import type { Cluster } from "../model/cluster";
import { parseConfig } from "../model/config/parse";
import { objectName } from "../model/drift/live-object";
import { dnsLabel } from "../model/names";
import { manifests, planRelease } from "../model/plan";
import { formatProblems } from "../model/problem";
import { blueprints } from "../stacks/blueprints";
import { changesText, foundText, obstaclesText, replacedText } from "./adopt-report";
import { connectCluster, openStack, stackFile, type StackCluster } from "./stack-clusters";

interface Options {
  readonly stack: string;
  readonly namespace?: string;
  readonly context: readonly string[];
  readonly cluster: readonly string[];
  readonly name?: string;
  readonly takeOver?: boolean;
  readonly finish?: boolean;
  readonly force?: boolean;
}

/** Exit codes, as `gray drift` has them. */
const found = 1;
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

async function takeOver({ stack, force }: Options): Promise<number> {
  const opened = await openStack(stack);
  try {
    const { release, clusters } = opened.settings;
    const plans = planRelease(release, clusters).clusters;
    const objects = opened.clusters.flatMap(({ cluster, client }, i) =>
      manifests(plans[i] as (typeof plans)[number]).map((manifest) => ({
        cluster: cluster.name,
        client,
        manifest,
      })),
    );
    const seen = await Promise.all(
      objects.map(async (one) => ({ ...one, ahead: await foresee(one.client, one.manifest) })),
    );
    const there = seen.flatMap((one) => (one.ahead ? [{ ...one, ahead: one.ahead }] : []));
    const restarts = there.flatMap(({ cluster, ahead }) => restartsIn(cluster, ahead));
    if (restarts.length > 0) {
      print(`An update would replace running pods:\n${obstaclesText(restarts)}`);
      if (!force) return found;
    }
    const from = await Promise.all(
      there.map(async ({ client, manifest }) => (await handOver(client, manifest)) ?? []),
    );
    const managers = [...new Set(from.flat())].sort();
    print(
      `Handed over to stack ${stack}: ${there.length} objects` +
        (managers.length > 0 ? `, held by ${managers.join(", ")} until now.` : "."),
    );
    const told = there.map(({ cluster, ahead }) => ({
      cluster,
      object: objectName(ahead.object),
      changes: ahead.changes,
    }));
    const changes = changesText(told);
    if (changes) print(`pulumi up will change of them:\n${changes}`);
    const fresh = seen.filter(({ ahead }) => !ahead);
    if (fresh.length > 0)
      print(
        `pulumi up will make:\n${fresh.map(({ cluster, manifest }) => `  ${objectName(manifest)} in cluster ${cluster}`).join("\n")}`,
      );
    print(
      `Now: pulumi up -s ${stack}. It tells all objects as new, and writes to those that are there.`,
    );
    return 0;
  } finally {
    opened.close();
  }
}

/** Any change of its pod template makes a Deployment replace its pods. */
function restartsIn(cluster: string, { object, changes }: Takeover): Obstacle[] {
  if (object.kind !== "Deployment") return [];
  return changes
    .filter(({ path }) => path.startsWith("spec.template"))
    .map(({ path, from, to }) => ({
      cluster,
      object: objectName(object),
      field: path,
      why: `${JSON.stringify(from) ?? "nothing"} is there, ${JSON.stringify(to) ?? "nothing"} is declared`,
    }));
}

async function finish({ stack, force }: Options): Promise<number> {
  const opened = await openStack(stack);
  try {
    const { release, clusters } = opened.settings;
    const live = await contentsOf(opened.clusters, release.namespace);
    const replaced = replacedBy(planRelease(release, clusters), live);
    const needed = replaced.flatMap((one): Obstacle[] => {
      const why = stillNeeded(
        one,
        live.find(({ cluster }) => cluster.name === one.cluster)!,
      );
      return why === undefined
        ? []
        : [{ cluster: one.cluster, object: objectName(one.object), why }];
    });
    if (needed.length > 0 && !force) {
      print(`Nothing was removed, because something is still needed:\n${obstaclesText(needed)}`);
      return found;
    }
    for (const { cluster, object } of replaced)
      await opened.clusters
        .find((one) => one.cluster.name === cluster)
        ?.client.delete(objectPath(object));
    print(
      replaced.length > 0
        ? `Removed:\n${replacedText(replaced)}`
        : "There is nothing that the release has replaced.",
    );
    return 0;
  } finally {
    opened.close();
  }
}

/** All clusters at once; a mistake says in which it is. */
function contentsOf(clusters: readonly StackCluster[], namespace: string): Promise<LiveCluster[]> {
  return Promise.all(
    clusters.map(({ cluster, client }) =>
      namespaceContents(client, cluster, namespace).catch((error: Error) => {
        throw new Error(`cluster ${cluster.name}: ${error.message}`, { cause: error });
      }),
    ),
  );
}

function clustersOf({ context, cluster }: Options): Cluster[] {
  const clusters = [
    ...context.map((given): Cluster => {
      const [name, named = name] = given.split(/=(.*)/s);
      return { name: named === name ? asLabel(given) : (name ?? ""), context: named };
    }),
    ...cluster.map((given): Cluster => {
      const [name = "", kubeconfig] = given.split(/=(.*)/s);
      if (!kubeconfig) throw new Error(`--cluster ${given}: give it as <name>=<kubeconfig file>`);
      return { name, kubeconfig };
    }),
  ];
  if (clusters.length === 0)
    throw new Error("name the clusters: --context <name>=<context>, once for each");
  for (const { name } of clusters)
    if (!dnsLabel.test(name))
      throw new Error(
        `${name} is no DNS label: give the cluster a name, as in --context eu=${name}`,
      );
  return clusters;
}

/** A context's name as a cluster's, such as `arn:aws:eks:eu:1:cluster/shop`. */
function asLabel(context: string): string {
  return context
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(-63)
    .replace(/^-|-$/g, "");
}

function print(text: string): void {
  process.stdout.write(`${text}\n\n`);
}
