/** The release that a program declares itself, as the package.json beside its stack files says. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { Connections } from "../../model/checks/connections";
import { parseDeclared, type DeclaredRelease } from "../../model/config/declared";
import { parseConfig } from "../../model/config/parse";
import type { ConfigContext, ParsedConfig, StackConfig } from "../../model/config/settings";
import { isMapping } from "../../model/schema/best-effort";
import { held } from "./held";
import { presets } from "../../stacks/presets";

/** Releases that a stack file names, by name. */
export type Presets = ConfigContext["presets"];

/** Where package.json names the module of a program's release. */
const key = "gray-release";

/**
 * The module that exports the release of the program beside a stack file.
 *
 * @returns its path relative to the current folder; undefined where package.json names none, or the
 * stack's config names a release itself
 * @throws Error where package.json names it in another form
 */
export function releaseModule(file: string, config: StackConfig): string | undefined {
  const described = join(dirname(file), "package.json");
  if (config.release !== undefined || !existsSync(described)) return undefined;
  const named = (JSON.parse(readFileSync(described, "utf8")) as Record<string, unknown>)[key];
  if (named === undefined) return undefined;
  if (isMapping(named) && typeof named.release === "string")
    return join(dirname(file), named.release);
  throw new Error(`${described}: "${key}" must have the form { "release": "./release.ts" }`);
}

/**
 * Parses the config of a stack file, with the release of the program beside it where the file names
 * none. Mistakes in that release have paths that begin with `release`.
 *
 * @param file path of the stack file
 * @param known the presets that it may name
 * @throws Error where the module of the release can't be loaded, or exports none
 */
export function parseStackConfig(
  file: string,
  config: StackConfig,
  connections?: Connections,
  known: Presets = presets,
): ParsedConfig {
  const module = releaseModule(file, config);
  const readText = (path: string) => readFileSync(resolve(dirname(file), path), "utf8");
  const secret = (name: string) => held(config[name]);
  const context = { presets: known, readText, secret, ...(connections && { connections }) };
  return module === undefined
    ? parseConfig(config, context)
    : parseDeclared(config, { release: load(module), place: module }, context);
}

/**
 * The presets of another checkout of this project: they are TypeScript, so what a stack file names
 * there may be another release than here.
 *
 * @returns those of this program where the checkout has none of its own
 * @throws Error where they can't be loaded
 */
export function presetsOf(folder: string): Presets {
  const path = resolve(folder, "stacks", "presets", "index.ts");
  if (!existsSync(path)) return presets;
  const { presets: own } = createRequire(path)(path) as { readonly presets?: Presets };
  if (!own) throw new Error(`${path} exports no presets`);
  return own;
}

function load(module: string): DeclaredRelease {
  const path = resolve(module);
  if (!existsSync(path)) throw new Error(`package.json names ${module}, which does not exist`);
  // startup/bundle.cjs lets TypeScript be required, too.
  const exported: unknown = createRequire(path)(path);
  const { release, default: byDefault } = isMapping(exported) ? exported : {};
  const declared = release ?? byDefault;
  if (typeof declared === "function" || isMapping(declared)) return declared as DeclaredRelease;
  throw new Error(
    `${module} exports no release: export one by default or by the name \`release\`, ` +
      "as an object or as a function of the stack's config",
  );
}
