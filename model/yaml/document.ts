// A stack file with the lines of its values, and what its readers would not read the same way.
import { isMap, isNode, isScalar, isSeq, type Node } from "yaml";
import type { StackConfig } from "../config/settings";
import type { Path, Problem } from "../problem";
import { projectName } from "../project";
import { Entries } from "./entries";
import { handedOver, type HandedOver } from "./handed-over";
import { configKeyParts, projectConfig, projectKey } from "./keys";
import { keyOf, readYaml, type StackFileError } from "./read";
import { twoReadings, type ReadingProblem } from "./readings";

/** A stack file that could be read, and the lines of its values. */
export interface StackDocument {
  readonly config: StackConfig;
  /** What the engine hands to the program, if it reads this file. */
  readonly handedOver: () => readonly HandedOver[];
  /** Values of the project that not all readers take the same way: the file must not be used. */
  readonly problems: readonly ReadingProblem[];
  /**
   * The line of a path in the config, from 1 on; that of its nearest parent where the file does not
   * hold the path.
   */
  readonly lineOf: (path: string) => number;
  /** A problem of the config in the words of the file: with the text of a number as it has it. */
  readonly inWords: <P extends Problem>(problem: P) => P;
}

/**
 * Reads the text of a stack file, or gives all of its mistakes as YAML together.
 *
 * @param project name of the Pulumi project, to which keys without a namespace belong
 */
export function readStackDocument(
  text: string,
  project = projectName,
): StackDocument | { readonly errors: readonly StackFileError[] } {
  const read = readYaml(text);
  if ("errors" in read) return read;
  const { document, lines, value } = read;
  const entries = new Entries(read);
  const line = (offset: number) => lines.linePos(offset).line;
  const config = projectConfig(value, project);
  const find = (steps: readonly (string | number)[]) =>
    offsetOf(document.contents, steps, { entries, project });
  if (!config) {
    const at = line(find(["config"]).offset);
    return { errors: [{ message: "`config` must be a mapping of keys to values", line: at }] };
  }
  const keys = entries.of(entries.child(document.contents, "config"));
  const errors = wrongKeys(
    keys.map(({ key }) => key),
    project,
  ).map(({ message, key }) => ({
    message,
    line: line(key?.range?.[0] ?? 0),
  }));
  if (errors.length > 0) return { errors };
  const steps = (path: string): Path => ["config", ...parsePath(path)];
  return {
    config,
    handedOver: () => handedOver(keys, entries, project),
    problems: twoReadings(keys, { entries, project, lineOf: line }),
    lineOf: (path) => line(find(steps(path)).offset),
    inWords: (problem) => inWords(problem, find(steps(problem.path)).node),
  };
}

/** Keys of the config that the engine refuses, or takes for one another. */
function wrongKeys(keys: readonly (Node | undefined)[], project: string) {
  const seen = new Set<string>();
  return keys.flatMap((key) => {
    const { namespace, name } = configKeyParts(keyOf(key), project);
    const full = `${namespace}:${name}`;
    if (name.includes(":"))
      return [{ message: "a key of the config has more than one colon", key }];
    if (seen.has(full)) return [{ message: `the key ${full} occurs twice`, key }];
    seen.add(full);
    return [];
  });
}

/** Splits a path as messages write it into its steps: `a.b[0]["c.d"]` has four. */
export function parsePath(path: string): (string | number)[] {
  const written = path.matchAll(/\[("(?:[^"\\]|\\.)*")\]|\[(\d+)\]|\.?([^.[\]]+)/g);
  const steps = [...written].map(([, quoted, index, name = ""]) =>
    quoted ? (JSON.parse(quoted) as string) : index ? Number(index) : name,
  );
  // A quoted key comes apart from its namespace.
  const [namespace, key, ...inside] = steps;
  return String(namespace).endsWith(":") ? [`${namespace}${key}`, ...inside] : steps;
}

interface Found {
  /** Characters from the beginning of the file to the last of the steps that the file holds. */
  readonly offset: number;
  /** The value itself; undefined where the file does not hold it. */
  readonly node?: unknown;
}

function offsetOf(
  root: Node | null,
  steps: readonly (string | number)[],
  { entries, project }: { readonly entries: Entries; readonly project: string },
): Found {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const [depth, step] of steps.entries()) {
    node = entries.resolve(node);
    if (isSeq(node)) {
      node = node.items[Number(step)];
      if (!isNode(node)) return { offset };
      offset = node.range?.[0] ?? offset;
      continue;
    }
    if (!isMap(node)) return { offset };
    const entry = entries
      .of(node)
      .find(({ key }) => isStep(key, step, depth === 1 ? project : undefined));
    if (!entry) return { offset };
    offset = entry.key.range?.[0] ?? offset;
    node = entry.value;
  }
  return { offset, node: entries.resolve(node) };
}

/** Keys of the project may be written with the project's name before them, or without it. */
function isStep(key: unknown, step: string | number, project: string | undefined): boolean {
  const name = keyOf(key);
  if (name === String(step)) return true;
  const own = project === undefined ? undefined : projectKey(name, project);
  return own !== undefined && own === projectKey(String(step));
}

/** The text of a number as the file has it, in place of what a reader made of it. */
function inWords<P extends Problem>(problem: P, node: unknown): P {
  if (problem.code !== "GR001" || !isScalar(node) || typeof node.value === "string") return problem;
  const { source = "" } = node;
  const read = JSON.stringify(node.value);
  if (problem.given !== read || source === "" || source === read) return problem;
  return { ...problem, given: source, fix: problem.fix.replaceAll(`"${read}"`, `"${source}"`) };
}
