import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { StackConfig } from "../model/config/settings";

const project = "gray-release";

/**
 * The config of a stack file, as the engine would hand it to the program.
 *
 * @throws Error that says which file can't be read and why
 */
export function readStackFile(path: string): StackConfig {
  const file = parseFile(path);
  const config = (file as { config?: unknown } | null)?.config ?? {};
  if (typeof config !== "object" || Array.isArray(config))
    throw new Error(`${path}: \`config\` is no mapping of keys to values`);
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) => {
      // A key without a namespace belongs to the project, as the engine has it.
      const [namespace, name] = key.includes(":") ? key.split(/:(.*)/s) : [project, key];
      return namespace === project && name ? [[name, value as unknown]] : [];
    }),
  );
}

function parseFile(path: string): unknown {
  try {
    return parse(readFileSync(path, "utf8")) as unknown;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such file" : message;
    throw new Error(`can't read the stack file ${path}: ${why}`, { cause: error });
  }
}
