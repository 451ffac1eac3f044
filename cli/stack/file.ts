/** Stack files: which file a stack has, and the project's config in it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { StackConfig } from "../../model/config/settings";
import { formatProblems } from "../../model/problem";
import { projectName, stackFileName, stackOf } from "../../model/project";
import { readStackDocument, type StackDocument } from "../../model/yaml/document";
import type { StackFileError } from "../../model/yaml/read";

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
  const every = all ? readdirSync(".").filter((name) => stackOf(name) !== undefined) : [];
  if (all && every.length === 0) throw new Error("there is no Pulumi.<stack>.yaml in this folder");
  const paths = [...new Set([...every.sort(), ...stacks.map(stackFileName), ...files])];
  return paths.length > 0 ? paths : [stackFileName("dev")];
}

/**
 * The config of a stack file, as the engine would hand it to the program.
 *
 * @throws Error that says which file can't be read and why
 */
export function readStackFile(path: string): StackConfig {
  const { config, problems } = readStackDocumentOf(path);
  if (problems.length > 0) throw new Error(`${path}: ${formatProblems(problems, path)}`);
  return config;
}

/**
 * A stack file with the lines of its values. The engine would read its config in the same way if it
 * has no `problems`.
 *
 * @throws Error that says which file can't be read and why
 */
export function readStackDocumentOf(path: string): StackDocument {
  const document = readStackDocument(readStackText(path), projectOf(path));
  if (!("errors" in document)) return document;
  const mistakes = document.errors.map(errorText);
  throw new Error(`can't read the stack file ${path}: ${mistakes.join("; ")}`);
}

/**
 * The name of the Pulumi project beside a stack file, to which its keys without a namespace belong;
 * this program's own name where there is none.
 */
export function projectOf(path: string): string {
  const described = join(dirname(path), "Pulumi.yaml");
  const text = existsSync(described) ? readFileSync(described, "utf8") : "";
  return /^name:[ \t]*["']?([-\w.]+)/m.exec(text)?.[1] ?? projectName;
}

/** A mistake of YAML in one sentence, with its line. */
function errorText({ message, line, fix }: StackFileError): string {
  const told = /^Line \d/.test(message) ? message : `${message} at line ${line}`;
  return fix ? `${told} ${fix}.` : told;
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
