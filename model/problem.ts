import type { Code } from "./checks/codes";

/** One mistake in what a user declared: where it is, what stands there, what may stand there, how to mend it. */
export interface Problem {
  /** The rule that is broken, such as `GR106`; `model/checks/codes.ts` says what stands behind it. */
  readonly code: Code;
  /** Path in the stack's config, such as `gray-release:weights.helloworld`. */
  readonly path: string;
  /** What stands there now. */
  readonly given: string;
  /** What may stand there. */
  readonly allowed: string;
  /** What to do. */
  readonly fix: string;
}

/** Path of a value inside config: keys and indexes from the outside in. */
export type Path = readonly (string | number)[];

/** Writes a path as `pulumi config set --path` takes it: `a.b[0]`, and `["…"]` for keys with dots. */
export function formatPath(path: Path): string {
  return path
    .map((step, i) => {
      if (typeof step === "number") return `[${step}]`;
      if (step === "" || /[.[\]"]/.test(step)) return `[${JSON.stringify(step)}]`;
      return i === 0 ? step : `.${step}`;
    })
    .join("");
}

/** Shows a value in a message; objects as JSON, cut at 60 characters. What is no JSON is named by its type. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = asJson(value) ?? `a value of type ${typeof value}`;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // A release in code may hold what JSON can't: a loop, or an Output of Pulumi.
    return undefined;
  }
}

/** The message for all problems together, one block each. */
export function formatProblems(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 mistake" : `${problems.length} mistakes`;
  const blocks = problems.map(
    (p, i) =>
      `${i + 1}. ${p.path}  [${p.code}]\n   given:   ${p.given}\n   allowed: ${p.allowed}\n   fix:     ${p.fix}`,
  );
  return `${count} in the config; nothing was touched.\n\n${blocks.join("\n\n")}\n`;
}
