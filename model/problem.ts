// The type of a problem, and the functions that write problems, paths and values into messages.
import { withoutAddressCredentials } from "./address-credentials";
import type { Code } from "./checks/codes";
import { stackOf } from "./project";

/** One mistake in a declaration: its path, the given value, the allowed values, and a fix. */
export interface Problem {
  /** The code of the broken rule, such as `GR106`; `model/checks/codes.ts` describes it. */
  readonly code: Code;
  /** Path in the stack's config, such as `gray-release:weights.helloworld`. */
  readonly path: string;
  /** The given value. */
  readonly given: string;
  /** The allowed values. */
  readonly allowed: string;
  /** The change that corrects the mistake. */
  readonly fix: string;
}

/** Stands in fixes for the stack file, whose name and line only some callers know. */
export const stackFilePlace = "Pulumi.<stack>.yaml";

/** Path of a value inside config: keys and indexes from the outside in. */
export type Path = readonly (string | number)[];

/**
 * Writes a path as `pulumi config set --path` takes it: `a.b[0]`, and `["…"]` for keys with dots,
 * white space and the like; the namespace of a config key comes first.
 */
export function formatPath(path: Path): string {
  return path
    .map((step, i) => {
      if (typeof step === "number") return `[${step}]`;
      const [, namespace = "", name = ""] = (i === 0 && /^([a-z-]+:)(.*)$/s.exec(step)) || [
        "",
        "",
        step,
      ];
      if (name === "" || /[.[\]"]|(?! )\s|\p{C}/u.test(name))
        return `${namespace}[${JSON.stringify(name)}]`;
      return i === 0 ? step : `.${step}`;
    })
    .join("");
}

/** Names in a message, the first thirty of them. */
export function listed(names: readonly string[]): string {
  const most = 30;
  const shown = names
    .slice(0, most)
    .map((name) => cut(name) || '""')
    .join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** Names as a list in a sentence: `v1`, `v1 and v2`, `v1, v2 and v3`. */
export function inWords(names: readonly string[]): string {
  const [last = "none", ...others] = [...names].reverse();
  return others.length === 0 ? last : `${others.reverse().join(", ")} and ${last}`;
}

/**
 * Words that occur in kubeconfigs, with or without quotes and escapes of JSON: users easily put a
 * kubeconfig into a wrong key.
 */
const credentials =
  /\bclient-key\b|\bcertificate-authority\b|-----BEGIN |\bkind\W{1,7}Config\b|\b(token|password)[\\"']*\s*:|\buser\W{2,9}exec\b/;

/**
 * Shows a value in a message; objects as JSON, cut at 60 characters. For a value that JSON can't
 * hold it names the type, and it shows no part of a text with credentials.
 */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = asJson(value) ?? `a value of type ${typeof value}`;
  return cut(text);
}

/** Whether a text holds a part of a kubeconfig, or an address with a password, so that no message may repeat it. */
export function hasCredentials(text: string): boolean {
  return credentials.test(text) || withoutAddressCredentials(text) !== text;
}

function cut(text: string): string {
  const open = withoutAddressCredentials(text);
  if (credentials.test(open)) return "a kubeconfig, which is not repeated here";
  return open.length > 60 ? `${open.slice(0, 57)}...` : open;
}

function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // A release in code may hold values that JSON can't hold: a loop, or an Output of Pulumi.
    return undefined;
  }
}

/**
 * A text whose commands name a stack: the stack that is selected, or the default one of `gray`, may be
 * another one.
 */
export function forStack(text: string, stack: string): string {
  return text.replace(
    /\b(pulumi config (?:set|rm)|npx gray (?:rollout \w+|abort|drift|check|plan|up|preview))\b(?![^;\n]* -s )/g,
    `$1 -s ${stack}`,
  );
}

/**
 * A fix for the stack of a file: its commands name the stack ({@link forStack}).
 *
 * @param stackFile path of the stack file
 * @param place stands where the fix names the file
 */
export function fixFor(fix: string, stackFile: string, place = stackFile): string {
  const stack = stackOf(stackFile);
  return (stack === undefined ? fix : forStack(fix, stack)).replace(stackFilePlace, place);
}

/**
 * The message for all problems together, one block each.
 *
 * @param stackFile name of the stack file, for fixes that name it
 * @param heading the first line, by the number of problems
 */
export function formatProblems(
  problems: readonly Problem[],
  stackFile = stackFilePlace,
  heading = mistakes,
): string {
  const blocks = problems.map(
    (p, i) =>
      `${i + 1}. ${p.path}  [${p.code}]\n   given:   ${p.given}\n   allowed: ${p.allowed}\n   fix:     ${fixFor(p.fix, stackFile)}`,
  );
  return `${heading(problems.length)}\n\n${blocks.join("\n\n")}\n`;
}

function mistakes(count: number): string {
  return `${count === 1 ? "1 mistake" : `${count} mistakes`} in the config; nothing was touched.`;
}
