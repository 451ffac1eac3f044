// The project's config in the content of a stack file, as the engine hands it to the program.
import { projectName } from "../project";
import type { StackConfig } from "../config/settings";
import { valueInFile } from "../config/value";
import { isMapping } from "../schema/best-effort";

/** The project's part of a parsed stack file; undefined where its `config` is no mapping. */
export function projectConfig(file: unknown): StackConfig | undefined {
  const config = (file as { config?: unknown } | null)?.config ?? {};
  if (!isMapping(config)) return undefined;
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) => {
      const name = projectKey(key);
      return name === undefined ? [] : [[name, valueInFile(name, value)]];
    }),
  );
}

/** A key of the project without its namespace; undefined for a key of another project. */
export function projectKey(key: string): string | undefined {
  const { namespace, name } = configKeyParts(key);
  return namespace === projectName ? name : undefined;
}

/**
 * A key of a stack file as the engine takes it apart: one without a namespace is one of the
 * project, and `<namespace>:config:<name>` is a former form.
 */
export function configKeyParts(key: string): { readonly namespace: string; readonly name: string } {
  const [, namespace = projectName, name = key] =
    /^([^:]*):(?:config:(?=[^:]*$))?(.*)$/s.exec(key) ?? [];
  return { namespace, name };
}
