/** What the text of the stack's own file says about the config that the engine handed over. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ParsedConfig } from "../model/config/settings";
import { isSecretKey, secretKeysText } from "../model/config/value";
import { formatPath, stackFilePlace, type Problem } from "../model/problem";
import { configKey, stackFileName } from "../model/project";
import { parsePath, readStackDocument } from "../model/yaml/document";
import { isHandedOver } from "../model/yaml/handed-over";
import { isWorthReading } from "../model/yaml/prefilter";
import type { StackFileError } from "../model/yaml/read";
import { configBytes, sizeMistake } from "../model/yaml/size";
import { withReadings } from "../model/yaml/with-readings";

/** What the engine handed over, a text for each key, and where it may come from. */
export interface GivenConfig {
  /** By key with its namespace. */
  readonly texts: Readonly<Record<string, string>>;
  /** The keys whose values hold a secret. */
  readonly secretKeys: readonly string[];
  readonly stack: string;
  /** Name of the Pulumi project. */
  readonly project: string;
  /** The folder of Pulumi.yaml. */
  readonly folder: string;
}

/**
 * The parsed config of the stack, with the mistakes that only the text of its file shows: the
 * engine hands over values without their quotes. A file that the engine did not read, because
 * `--config-file` named another one, has no say.
 */
export function withStackFile(
  parsed: ParsedConfig,
  { texts, secretKeys, stack, project, folder }: GivenConfig,
): ParsedConfig {
  const other = [...secrets(secretKeys), ...tooLarge(texts)];
  const found = textOfStackFile(folder, stack);
  const read =
    found !== undefined && isWorthReading(found) ? readStackDocument(found, project) : undefined;
  const errors = read && "errors" in read ? read.errors.map(unreadable) : [];
  const document = read && "config" in read ? read : undefined;
  const used = new Set(
    document
      ?.handedOver()
      .filter((key) => {
        const text = texts[`${key.namespace}:${key.name}`];
        return text !== undefined && isHandedOver(text, key);
      })
      .map(({ namespace, name }) => `${namespace}:${name}`),
  );
  const misread = document?.problems.filter(({ path }) => used.has(String(parsePath(path)[0])));
  const problems = [...other, ...errors].map((one) => ({ ...one, place: one.path, line: 1 }));
  return withReadings(
    parsed,
    [...problems, ...(misread ?? [])],
    document?.inWords ?? ((problem) => problem),
  );
}

function secrets(keys: readonly string[]): Problem[] {
  const prefix = configKey("");
  return keys
    .filter((key) => key.startsWith(prefix) && !isSecretKey(key.slice(prefix.length)))
    .map((key) => ({
      code: "GR021",
      path: formatPath([key]),
      given: "a value that holds a secret",
      allowed: `secrets in ${secretKeysText} only`,
      fix: "put the secret into a Secret of the cluster, and name that Secret here",
    }));
}

function tooLarge(texts: GivenConfig["texts"]): Problem[] {
  const keys = Object.entries(texts).map(([key, value]) => {
    const [namespace = "", name = ""] = key.split(/:(.*)/s);
    return { namespace, name, value };
  });
  const mistake = sizeMistake(configBytes(keys));
  return mistake ? [mistake] : [];
}

function unreadable({ message, line, fix }: StackFileError): Problem {
  return {
    code: "GR200",
    path: "config",
    given: `${message}, in line ${line}`,
    allowed: "YAML that every reader takes the same way",
    fix: fix ?? `correct line ${line} of ${stackFilePlace}`,
  };
}

/** The text of the file that belongs to the stack by its name; undefined where there is none. */
function textOfStackFile(folder: string, stack: string): string | undefined {
  const project = textOf(join(folder, "Pulumi.yaml")) ?? "";
  const [, inside = "."] = configFolder.exec(project) ?? [];
  return textOf(join(folder, inside.trim(), stackFileName(stack)));
}

/** Where a project says that its stack files are in another folder; `config` is the former key. */
const configFolder = /^(?:stackConfigDir|config):[ \t]+["']?([^\s"'{[#][^"'\n#]*)/m;

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
