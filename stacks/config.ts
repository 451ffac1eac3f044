/** Reads the config of the current stack. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { allConfig } from "@pulumi/pulumi/runtime/config";
import type { Connections, Held } from "../model/checks/connections";
import { parseDeclared, type DeclaredRelease } from "../model/config/declared";
import { parseConfig } from "../model/config/parse";
import type { StackConfig, StackSettings } from "../model/config/settings";
import { kubeconfigKey, valueOf } from "../model/config/value";
import { formatProblems } from "../model/problem";
import { configKey, stackFileName } from "../model/project";
import { besideObjects } from "../model/plan/beside";
import type { Cluster } from "../model/release/cluster";
import { RefusalError } from "../operations/refusal";
import { namesOf } from "../operations/without/decide";
import { readLeftOut } from "../operations/without/read";
import { presets } from "./presets";
import { withStackFile } from "./stack-file";
import { contextsOf } from "../kubernetes/kubeconfig";
import type { ClusterAccess } from "../components/connected-cluster";
import { refusal } from "../components/refusal";

const prefix = configKey("");

/** A stack's settings, with the way to each of its clusters. */
export interface ReleaseSettings extends Omit<StackSettings, "clusters"> {
  /** A kubeconfig that the stack holds as a secret stays one. */
  readonly clusters: readonly ClusterAccess[];
}

/** What a program adds to its stack's config. */
export interface LoadOptions {
  /**
   * The release of a stack whose config names none.
   *
   * @default the config has to name one
   */
  readonly release?: DeclaredRelease;
}

/**
 * Reads the stack's config, once: the keys of the namespace `gray-release:`, in a project of any
 * name.
 *
 * @throws pulumi.RunError with every mistake in it, before any resource is registered
 */
export function loadConfig({ release }: LoadOptions = {}): ReleaseSettings {
  const texts = allConfig();
  const config = stackConfig(texts);
  const folder = pulumi.getRootDirectory() || process.cwd();
  const context = {
    presets,
    connections: connections(leftOutNames()),
    readText: (path: string) => readFileSync(resolve(folder, path), "utf8"),
  };
  const found = release
    ? parseDeclared(config, { release, place: "the release in the program" }, context)
    : parseConfig(config, context);
  const parsed = withStackFile(found, {
    texts,
    secretKeys: secretKeys(),
    stack: pulumi.getStack(),
    project: pulumi.getProject(),
    folder,
  });
  if ("problems" in parsed)
    throw refusal(formatProblems(parsed.problems, stackFileName(pulumi.getStack())));
  const { settings } = parsed;
  const bringsConfigMaps = besideObjects(settings.release).some(
    ({ object }) => object.kind === "ConfigMap",
  );
  return {
    ...settings,
    clusters: settings.clusters.map((cluster) => ({
      ...accessOf(cluster),
      ...(bringsConfigMaps && { mutableConfigMaps: true }),
    })),
  };
}

function accessOf(cluster: Cluster): ClusterAccess {
  const text = allConfig()[secretKey(cluster.name)];
  return text === undefined ? { cluster } : { cluster, kubeconfig: pulumi.secret(text) };
}

/** The project's own keys, with values as they were written: the engine hands them over as text. */
export function stackConfig(all: Readonly<Record<string, string>>): StackConfig {
  return Object.fromEntries(
    Object.entries(all)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value] as const)
      .map(([key, value]) => [key, valueOf(key, value)]),
  );
}

function secretKey(cluster: string): string {
  return configKey(`${kubeconfigKey}${cluster}`);
}

function connections(leftOut: ReadonlySet<string>): Connections {
  return {
    // Nothing connects to a cluster that this run leaves out.
    contexts: (cluster) =>
      leftOut.has(cluster.name) ? [cluster.context ?? ""] : contextsOf(cluster),
    key: (cluster) => held(secretKey(cluster)),
    secret: (key) => held(configKey(key)),
  };
}

function held(key: string): Held {
  if (allConfig()[key] === undefined) return "none";
  return secretKeys().includes(key) ? "secret" : "plain";
}

/** Names of the clusters that this run leaves out. */
function leftOutNames(): ReadonlySet<string> {
  try {
    return namesOf(readLeftOut(pulumi.getStack()) ?? { clusters: [] });
  } catch (error) {
    throw error instanceof RefusalError ? refusal(error.message) : error;
  }
}

/**
 * Only this variable of the language host names the secret keys; the SDK's own reader of it is
 * internal.
 */
function secretKeys(): readonly string[] {
  return JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS || "[]") as readonly string[];
}
