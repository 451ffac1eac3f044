/** What a stack file declares, for commands that need neither the engine nor a cluster. */
import { stackFileName } from "../../model/project";
import type { Connections } from "../../model/checks/connections";
import type { StackConfig, StackSettings } from "../../model/config/settings";
import { formatProblems } from "../../model/problem";
import { withReadings } from "../../model/yaml/with-readings";
import { readStackDocumentOf } from "./file";
import { parseStackConfig } from "./program";

/** A stack file: by the name of the stack, or by its path, which wins. */
export interface StackFileName {
  readonly stack: string;
  readonly file: string | undefined;
}

/**
 * Reads and checks a stack file.
 *
 * @throws Error that says why the file can't be read, or with every mistake in it
 */
export function readStackSettings({
  stack,
  file = stackFileName(stack),
}: StackFileName): StackSettings {
  return parseStackFile(file).settings;
}

/**
 * Reads and checks a stack file.
 *
 * @param connectionsOf facts about the kubeconfigs of a config; left out: they are not checked
 * @throws Error that says why the file can't be read, or with every mistake in it
 */
export function parseStackFile(
  file: string,
  connectionsOf?: (config: StackConfig) => Connections,
): { readonly config: StackConfig; readonly settings: StackSettings } {
  const { config, problems, inWords } = readStackDocumentOf(file);
  const found = parseStackConfig(file, config, connectionsOf?.(config));
  const parsed = withReadings(found, problems, inWords);
  if ("problems" in parsed) throw new Error(`${file}: ${formatProblems(parsed.problems, file)}`);
  return { config, settings: parsed.settings };
}

/** @throws Error with the clusters that the stack has, where the named one is none of them */
export function requireCluster({ clusters }: StackSettings, name: string | undefined): void {
  const known = clusters.map((cluster) => cluster.name);
  if (name !== undefined && !known.includes(name))
    throw new Error(`unknown cluster "${name}"; known: ${known.join(", ")}`);
}
