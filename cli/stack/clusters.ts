/** Opens a stack: its settings, and a client for each of its clusters. */
import { configKey, stackFileName } from "../../model/project";
import type { KubeClient } from "../../kubernetes/client";
import { clientFor, serverOf } from "../../kubernetes/connect";
import { contextsOf } from "../../kubernetes/kubeconfig";
import { checkConnections, type Connections } from "../../model/checks/connections";
import type { Cluster } from "../../model/release/cluster";
import type { StackConfig, StackSettings } from "../../model/config/settings";
import { at } from "../../model/config/path";
import { kubeconfigKey } from "../../model/config/value";
import type { Problem } from "../../model/problem";
import { askPulumi } from "../../engine/pulumi";
import { systemClock } from "../../operations/clock";
import { inTime } from "../../operations/deadline";
import { checkedNames } from "../../operations/without/names";
import { resultOf, type Result } from "../../operations/result";
import { held } from "./held";
import { parseStackFile } from "./settings";

/** Milliseconds that the engine's answer, and a cluster's credentials, may take. */
const limitMs = 10_000;

/** A cluster of a stack, and the client that reaches it. */
export interface StackCluster {
  readonly cluster: Cluster;
  readonly client: KubeClient;
}

/** A cluster of a stack, with its client as soon as there is one, or why there is none. */
export interface OpeningCluster {
  readonly cluster: Cluster;
  readonly client: Promise<Result<KubeClient>>;
}

/** A stack as its file describes it, with its clusters in their order. */
export interface Stack<C> {
  readonly settings: StackSettings;
  readonly clusters: readonly C[];
  /** Closes the connections. */
  readonly close: () => void;
}

/**
 * Reads the file of a stack in this folder, and makes clients for its clusters. Secret kubeconfigs
 * are asked of `pulumi`, and stay in this process.
 *
 * @throws Error with every mistake of the file, or that says which clusters can't be reached and
 * why
 */
export async function openStack(stack: string): Promise<Stack<StackCluster>> {
  const { config, settings } = parseStackFile(stackFileName(stack), connectionsOf);
  const opening = settings.clusters.map((cluster) => open(stack, config, cluster));
  const close = () => closeAll(opening);
  const clients = await Promise.all(opening.map(({ client }) => client));
  const failures = clients.flatMap((one, i) =>
    one.ok ? [] : [unconnected(opening[i]!.cluster, one.failure)],
  );
  if (failures.length > 0) {
    close();
    throw new Error(failures.join("\n"));
  }
  const clusters = opening.flatMap(({ cluster }, i): StackCluster[] => {
    const one = clients[i]!;
    return one.ok ? [{ cluster, client: one.value }] : [];
  });
  return { settings, clusters, close };
}

/**
 * The same for a command that does what it can: each cluster is opened on its own, side by side. A
 * mistake in the way to one cluster is the failure of that one alone.
 *
 * @param without names of the clusters that are left out: they are not opened
 * @throws Error with every other mistake of the file
 */
export function openClusters(
  stack: string,
  without: readonly string[] = [],
): Stack<OpeningCluster> {
  const { config, settings } = parseStackFile(stackFileName(stack));
  const names = checkedNames(without, settings.clusters);
  const connections = connectionsOf(config);
  const clusters = settings.clusters.map((cluster, i): OpeningCluster => {
    if (names.has(cluster.name))
      return { cluster, client: Promise.resolve({ ok: false, failure: "it is left out" }) };
    const [problem] = checkConnections([{ cluster, path: at("clusters", i) }], connections);
    if (!problem) return open(stack, config, cluster);
    return { cluster, client: Promise.resolve({ ok: false, failure: inOneLine(problem) }) };
  });
  return { settings, clusters, close: () => closeAll(clusters) };
}

function open(stack: string, config: StackConfig, cluster: Cluster): OpeningCluster {
  const client = secretOf(config, cluster, stack).then((secret) => connect(cluster, secret));
  return { cluster, client: resultOf(client) };
}

function closeAll(clusters: readonly OpeningCluster[]): void {
  for (const { client } of clusters) void client.then((one) => one.ok && one.value.close());
}

function inOneLine({ code, path, given, allowed, fix }: Problem): string {
  return `${path} is ${given} [${code}]; allowed: ${allowed}. Fix: ${fix}`;
}

/** @throws Error that says which cluster can't be reached and why */
export async function connectCluster(cluster: Cluster): Promise<KubeClient> {
  return connect(cluster).catch((error: Error) => {
    throw new Error(unconnected(cluster, error.message), { cause: error });
  });
}

function unconnected({ name }: Cluster, why: string): string {
  return `can't connect to cluster ${name}: ${why}`;
}

async function connect(cluster: Cluster, secret?: string): Promise<KubeClient> {
  const server = serverOf(cluster, secret);
  const { command } = server.user?.exec ?? {};
  const who = command ? `the credential plugin ${command}` : "its kubeconfig";
  const late = `${who} gave no credentials within ${limitMs / 1000} s`;
  return inTime(clientFor(server), { limitMs, late, clock: systemClock });
}

async function secretOf(
  config: StackConfig,
  { name }: Cluster,
  stack: string,
): Promise<string | undefined> {
  const key = `${kubeconfigKey}${name}`;
  if (config[key] === undefined) return undefined;
  const asked = askPulumi("config", "get", configKey(key), "--stack", stack);
  const late = `pulumi config get ${configKey(key)} gave no answer within ${limitMs / 1000} s`;
  return inTime(asked, { limitMs, late, clock: systemClock });
}

function connectionsOf(config: StackConfig): Connections {
  return {
    contexts: contextsOf,
    key: (cluster) => held(config[`${kubeconfigKey}${cluster}`]),
    secret: (key) => held(config[key]),
  };
}
