// How large a stack's config is when the engine hands it to the program. GR022.
import { configKey, projectName } from "../project";
import { formatPath, type Problem } from "../problem";
import type { HandedOver } from "./handed-over";

/**
 * The most bytes of the variable PULUMI_CONFIG, with its name: Linux takes 128 KiB for one
 * variable, with the byte that ends it (MAX_ARG_STRLEN,
 * https://www.man7.org/linux/man-pages/man2/execve.2.html).
 */
export const mostBytes = 131_071;

const variable = "PULUMI_CONFIG=";

/**
 * The bytes of the variable in which the engine hands over a config. Secrets count with the least
 * that they can have: only the engine can decrypt them.
 */
export function configBytes(keys: readonly HandedOver[]): number {
  const texts = keys.map(
    ({ namespace, name, value }) =>
      [`${namespace}:config:${name}`, typeof value === "string" ? value : asText(value)] as const,
  );
  return bytes(variable + goJson(Object.fromEntries(texts)));
}

/** The mistake of a config that is too large; undefined where it is small enough. */
export function sizeMistake(total: number, largest = configKey("release")): Problem | undefined {
  if (total <= mostBytes) return undefined;
  return {
    code: "GR022",
    path: formatPath([largest]),
    given: `a config of ${kib(total)} KiB in all, as the engine writes it`,
    allowed: `at most ${kib(mostBytes)} KiB: Linux takes no more for one variable`,
    fix: "make the release a preset in stacks/presets, or spread its services over several stacks",
  };
}

/** The key of the project that takes most of a config. */
export function largestKey(keys: readonly HandedOver[]): string | undefined {
  const own = keys
    .filter(({ namespace }) => namespace === projectName)
    .map((key) => ({ key, size: configBytes([key]) }));
  const [first] = own.sort((a, b) => b.size - a.size);
  return first && configKey(first.key.name);
}

function kib(total: number): string {
  return (total / 1024).toFixed(1);
}

/** The text of a value: nothing is empty, and a secret is as long as its plain text. */
function asText(value: unknown): string {
  if (value === null) return "";
  const secret = plainLength(value);
  return secret === undefined ? goJson(value) : "x".repeat(secret);
}

/**
 * The bytes of a secret's plain text, from `v1:<nonce>:<encrypted>` in base 64, which ends with a
 * tag of 16 bytes; undefined where the value is no secret.
 */
function plainLength(value: unknown): number | undefined {
  const { secure, ...others } = (value ?? {}) as { readonly secure?: unknown };
  if (typeof secure !== "string" || Object.keys(others).length > 0) return undefined;
  const encrypted = secure.split(":").at(-1) ?? "";
  return Math.max(0, Math.floor((encrypted.replace(/=+$/, "").length * 3) / 4) - 16);
}

/** JSON as Go writes it: also <, > and & are escaped, and so are two ends of lines. */
function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Bytes in UTF-8. */
function bytes(text: string): number {
  let count = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    count += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return count;
}
