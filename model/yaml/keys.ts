// The project's config in the content of a stack file, as the engine hands it to the program.
import { projectName } from "../project";
import type { StackConfig } from "../config/settings";
import { valueInFile } from "../config/value";
import { isMapping } from "../schema/best-effort";

/**
 * The part of a parsed stack file that is this program's; undefined where its `config` is no
 * mapping.
 *
 * @param project name of the Pulumi project, to which keys without a namespace belong
 */
export function projectConfig(file: unknown, project = projectName): StackConfig | undefined {
  const config = (file as { config?: unknown } | null)?.config ?? {};
  if (!isMapping(config)) return undefined;
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) => {
      const name = projectKey(key, project);
      return name === undefined ? [] : [[name, valueInFile(name, value)]];
    }),
  );
}

/** A key of this program without its namespace; undefined for another key. */
export function projectKey(key: string, project = projectName): string | undefined {
  const { namespace, name } = configKeyParts(key, project);
  return namespace === projectName ? name : undefined;
}

/**
 * A key of a stack file as the engine takes it apart: one without a namespace is one of the
 * project, and `<namespace>:config:<name>` is a former form.
 */
export function configKeyParts(
  key: string,
  project = projectName,
): { readonly namespace: string; readonly name: string } {
  const [, namespace = project, name = key] =
    /^([^:]*):(?:config:(?=[^:]*$))?(.*)$/s.exec(key) ?? [];
  return { namespace, name };
}
