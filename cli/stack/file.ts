/** Stack files: which file a stack has, and the project's config in it. */
import { readdirSync, readFileSync } from "node:fs";
import { projectName } from "../../model/project";
import type { StackConfig } from "../../model/config/settings";
import { valueInFile } from "../../model/config/value";
import { isMapping } from "../../model/schema/best-effort";
import { readYaml } from "./yaml";

/** The file of a stack, whose name may follow those of its organization and project. */
export function stackFile(stack: string): string {
  return `Pulumi.${stack.split("/").at(-1)}.yaml`;
}

/** Stack files as a command line names them. */
export interface StackFileNames {
  /** Names of stacks. */
  readonly stacks: readonly string[];
  /** Paths of stack files. */
  readonly files: readonly string[];
  /** Whether all stack files of the current folder are meant, too. */
  readonly all: boolean;
}

/**
 * The paths of stack files, each once; the one of the stack `dev` where none is named.
 *
 * @throws Error where all of the folder are meant, and it has none
 */
export function stackFiles({ stacks, files, all }: StackFileNames): string[] {
  const every = all ? readdirSync(".").filter((name) => /^Pulumi\..+\.ya?ml$/.test(name)) : [];
  if (all && every.length === 0) throw new Error("there is no Pulumi.<stack>.yaml in this folder");
  const paths = [...new Set([...every.sort(), ...stacks.map(stackFile), ...files])];
  return paths.length > 0 ? paths : [stackFile("dev")];
}

/**
 * The config of a stack file, as the engine would hand it to the program.
 *
 * @throws Error that says which file can't be read and why
 */
export function readStackFile(path: string): StackConfig {
  const config = projectConfig(parseFile(path));
  if (!config) throw new Error(`${path}: \`config\` is no mapping of keys to values`);
  return config;
}

/**
 * The text of a stack file.
 *
 * @throws Error that says which file can't be read and why
 */
export function readStackText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such file" : message;
    throw new Error(`can't read the stack file ${path}: ${why}`, { cause: error });
  }
}

/** The project's part of a parsed stack file; undefined where its `config` is no mapping. */
export function projectConfig(file: unknown): StackConfig | undefined {
  const config = (file as { config?: unknown } | null)?.config ?? {};
  if (!isMapping(config)) return undefined;
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) => {
      const name = projectKey(key);
      return name ? [[name, valueInFile(name, value)]] : [];
    }),
  );
}

/** A key of the project without its namespace; undefined for a key of another project. */
export function projectKey(key: string): string | undefined {
  // The engine, too, takes a key without a namespace for one of the project.
  const [namespace, name] = key.includes(":") ? key.split(/:(.*)/s) : [projectName, key];
  return namespace === projectName && name ? name : undefined;
}

function parseFile(path: string): unknown {
  const read = readYaml(readStackText(path));
  if ("value" in read) return read.value;
  const mistakes = read.errors.map(({ message, line }) => `${message} at line ${line}`);
  throw new Error(`can't read the stack file ${path}: ${mistakes.join("; ")}`);
}
