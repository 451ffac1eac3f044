// Runs `pulumi` for the programs that the benchmarks deploy, and writes their config files.
import { writeFileSync } from "node:fs";
import { yamlText } from "../model/yaml/write";
import type { Backend } from "../engine/backend";
import { runPulumi } from "../engine/pulumi";
import type { Toolchain } from "../tools/tool-paths";

/** Percentages by version. */
export type Weights = Readonly<Record<string, number>>;

/** A Pulumi program that declares the release, with a stack of its own. */
export interface Program {
  /** Pulumi's name of the project. */
  readonly project: string;
  /** Folder that holds Pulumi.yaml. */
  readonly folder: string;
  /** The stack's config file, outside of the folder where that is the checkout. */
  readonly configFile: string;
  /** Namespace of its objects, its own so that no program's update undoes another's. */
  readonly namespace: string;
  /** Host that its gateways serve, its own for the same reason. */
  readonly host: string;
  /** Its config for given weights, without the project's prefix. */
  readonly config: (weights: Weights) => Readonly<Record<string, unknown>>;
}

/** What `pulumi` runs with. */
export interface Engine {
  readonly tools: Pick<Toolchain, "pulumi" | "env">;
  readonly backend: Backend;
  readonly signal: AbortSignal;
}

/** Name of every program's stack. */
export const stack = "bench";

/** Variables of a `pulumi` process. */
export function environment({ tools, backend }: Engine): Record<string, string> {
  return { ...tools.env, ...backend.env };
}

/** Writes the stack's config file; the salt that it got when the stack was made stays in it. */
export function writeConfig(program: Program, weights: Weights, salt: string): void {
  const config = Object.entries(program.config(weights)).map(
    ([key, value]) => [`${program.project}:${key}`, value] as const,
  );
  const file = { encryptionsalt: salt, config: Object.fromEntries(config) };
  writeFileSync(program.configFile, yamlText(file));
}

/**
 * @throws Error with the output of `pulumi` if it fails, or because the benchmark was interrupted
 */
export async function pulumi(
  engine: Engine,
  args: readonly string[],
  cwd: string,
): Promise<string> {
  const { tools, signal } = engine;
  const finished = await runPulumi(tools.pulumi, args, { cwd, env: environment(engine), signal });
  signal.throwIfAborted();
  if (finished.code !== 0)
    throw new Error(`pulumi ${args.join(" ")} ended with ${finished.code}:\n${finished.output}`);
  return finished.stdout;
}
