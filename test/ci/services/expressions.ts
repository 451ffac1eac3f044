// The expressions of GitHub's workflows, by GitHub's own package.
import type * as Expressions from "@actions/expressions";

/** What an expression may look at: `github`, `inputs`, `needs`, … */
export type Contexts = Readonly<Record<string, unknown>>;

/** How the steps before this one ended. */
export interface Status {
  readonly failed: boolean;
}

/** The package is a module of the newer kind, which a spec can load at run time alone. */
const load = (): Promise<typeof Expressions> => import("@actions/expressions");

/** The value of `${{ … }}` in a text: of any type where the text is one expression, else text. */
export async function evaluate(text: string, contexts: Contexts, status: Status): Promise<unknown> {
  const package_ = await load();
  const whole = /^\$\{\{((?:(?!\}\})[^])*)\}\}$/.exec(text.trim());
  if (whole) return valueOf(package_, whole[1] ?? "", contexts, status);
  return text.replace(/\$\{\{((?:(?!\}\})[^])*)\}\}/g, (_, expression: string) =>
    asText(valueOf(package_, expression, contexts, status)),
  );
}

/** Whether a condition holds. Without a function of the status it holds only where nothing failed. */
export async function holds(
  condition: string | boolean | undefined,
  contexts: Contexts,
  status: Status,
): Promise<boolean> {
  const text = String(condition ?? true);
  const asks = /\b(always|cancelled|failure|success)\(\)/.test(text);
  if (!asks && status.failed) return false;
  const bare = text.replace(/^\$\{\{([^]*)\}\}$/, "$1");
  return Boolean(await evaluate(`\${{ ${bare} }}`, contexts, status));
}

function valueOf(
  { Lexer, Parser, Evaluator, data }: typeof Expressions,
  expression: string,
  contexts: Contexts,
  { failed }: Status,
): unknown {
  const answers = { always: true, cancelled: false, failure: failed, success: !failed };
  const functions = Object.entries(answers).map(([name, answer]) => ({
    ...{ name, minArgs: 0, maxArgs: 0 },
    call: () => new data.BooleanData(answer),
  }));
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
  const known = JSON.parse(JSON.stringify(contexts), data.reviver) as Expressions.data.Dictionary;
  const value = new Evaluator(
    tree,
    known,
    new Map(functions.map((one) => [one.name, one])),
  ).evaluate();
  return JSON.parse(JSON.stringify(value, data.replacer) ?? "null") as unknown;
}

/** A value in the middle of a text. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
