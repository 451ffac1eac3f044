// Reads conditions as expr-lang does: the same order of operators, comparisons in a chain, predicates.
import {
  functions,
  predicates,
  RefusedCondition,
  type BinaryOperator,
  type Expression,
} from "./syntax";
import { tokensOf, type Token } from "./tokens";

/** How tightly operators bind, as in expr-lang's parser/operator/operator.go; `and` and `or`, too. */
const binding: Readonly<Record<BinaryOperator, number>> = {
  "||": 10,
  "&&": 15,
  "==": 20,
  "!=": 20,
  "<": 20,
  ">": 20,
  "<=": 20,
  ">=": 20,
  "+": 30,
  "-": 30,
  "*": 60,
  "/": 60,
};
const notBinds = 50;
const signBinds = 90;

/** How deep a condition may be nested. */
const deepest = 50;

const words: Readonly<Record<string, string>> = { and: "&&", or: "||", not: "!" };
const comparisons: ReadonlySet<string> = new Set(["<", ">", "<=", ">="]);

/**
 * Reads a condition.
 *
 * @throws RefusedCondition naming the place, and what may stand there
 */
export function parseCondition(condition: string): Expression {
  const parser = new Parser(tokensOf(condition));
  return parser.whole();
}

class Parser {
  private next = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Expression {
    const expression = this.expression();
    const { kind, at } = this.token;
    if (kind !== "end") this.refuse(at, `${this.given} can't follow here`);
    return expression;
  }

  /** A choice `a ? b : c`, or what binds more tightly. */
  private expression(): Expression {
    if (++this.depth > deepest) this.refuse(this.token.at, "this is nested too deeply");
    const condition = this.operators(0);
    const at = this.token.at;
    const choice = this.take("?");
    if (choice && this.sees(":")) this.refuse(at, "write a ? b : c with all three");
    const then = choice ? this.expression() : condition;
    if (choice) this.expect(":", "between both results of ? :");
    const expression: Expression = choice
      ? { kind: "choice", at, condition, then, otherwise: this.expression() }
      : condition;
    this.depth--;
    return expression;
  }

  private operators(weakest: number): Expression {
    let left = this.unary();
    for (;;) {
      const operator = this.operator();
      if (operator === undefined || binding[operator] < weakest) return left;
      left = comparisons.has(operator) ? this.chain(left) : this.binary(left, operator);
    }
  }

  private binary(left: Expression, operator: BinaryOperator): Expression {
    const { at } = this.advance();
    const right = this.operators(binding[operator] + 1);
    return { kind: "binary", at, operator, left, right };
  }

  /** `a < b < c` is `a < b && b < c`. */
  private chain(first: Expression): Expression {
    let chain: Expression | undefined;
    let left = first;
    for (;;) {
      const operator = this.operator();
      if (chain && !comparisons.has(operator ?? "")) return chain;
      const link = this.binary(left, operator!);
      chain = chain
        ? { kind: "binary", at: link.at, operator: "&&", left: chain, right: link }
        : link;
      left = link.kind === "binary" ? link.right : link;
    }
  }

  private unary(): Expression {
    const { at } = this.token;
    for (const operator of ["!", "-", "+"] as const) {
      if (!this.take(operator)) continue;
      if (++this.depth > deepest) this.refuse(at, "this is nested too deeply");
      const operand = this.operators(operator === "!" ? notBinds : signBinds);
      this.depth--;
      return { kind: "unary", at, operator, operand };
    }
    let primary = this.primary();
    for (let opens = this.token.at; this.take("["); opens = this.token.at) {
      const index = this.expression();
      this.expect("]", "after the index");
      primary = { kind: "index", at: opens, list: primary, index };
    }
    return primary;
  }

  private primary(): Expression {
    const { kind, text, at } = this.token;
    if (kind === "number") {
      this.advance();
      return { kind, at, value: Number(text), whole: /^\d+$/.test(text) };
    }
    if (kind === "text") {
      this.advance();
      return { kind, at, value: text };
    }
    if (this.take("(")) {
      const inner = this.expression();
      this.expect(")", "for the ( that is open");
      return inner;
    }
    if (this.take("#")) return { kind: "item", at };
    if (kind === "name" && !(text in words)) return this.name();
    return this.refuse(at, `a value is missing before ${this.given}`);
  }

  private name(): Expression {
    const { text, at } = this.advance();
    if (text === "result") return { kind: "result", at };
    if (text === "nil") return { kind: "nil", at };
    if (text === "true" || text === "false") return { kind: "boolean", at, value: text === "true" };
    const predicate = predicates.find((known) => known === text);
    if (predicate && this.take("(")) return this.predicate(predicate, at);
    if (Object.hasOwn(functions, text) && this.take("("))
      return this.call(text as keyof typeof functions, at);
    const known = [...Object.keys(functions), ...predicates];
    return this.refuse(
      at,
      this.sees("(") || known.includes(text)
        ? `${text} is no function here; there are ${known.join("(), ")}(); PromQL has more`
        : `${text} is unknown; the value of the query is named result`,
    );
  }

  private predicate(name: (typeof predicates)[number], at: number): Expression {
    const list = this.expression();
    this.expect(",", `after the list of ${name}(), as in ${name}(result, {# < 1})`);
    const braces = this.take("{");
    const holds = this.expression();
    if (braces) this.expect("}", "after the condition on each item");
    this.expect(")", `at the end of ${name}()`);
    return { kind: "predicate", at, name, list, holds };
  }

  private call(name: keyof typeof functions, at: number): Expression {
    const args = [this.expression()];
    while (this.take(",")) args.push(this.expression());
    this.expect(")", `at the end of ${name}()`);
    if (args.length !== functions[name])
      this.refuse(at, `${name}() takes ${functions[name]} and not ${args.length} values`);
    return { kind: "call", at, name, args };
  }

  private get token(): Token {
    return this.tokens[this.next]!;
  }

  private get given(): string {
    return this.token.kind === "text" ? `"${this.token.text}"` : this.token.text;
  }

  private advance(): Token {
    const token = this.token;
    if (token.kind !== "end") this.next++;
    return token;
  }

  private operator(): BinaryOperator | undefined {
    const { kind, text } = this.token;
    const operator = kind === "name" ? words[text] : text;
    return kind !== "text" && operator !== undefined && Object.hasOwn(binding, operator)
      ? (operator as BinaryOperator)
      : undefined;
  }

  private sees(sign: string): boolean {
    const { kind, text } = this.token;
    return (kind === "sign" && text === sign) || (kind === "name" && words[text] === sign);
  }

  private take(sign: string): boolean {
    if (!this.sees(sign)) return false;
    this.advance();
    return true;
  }

  private expect(sign: string, where: string): void {
    if (!this.take(sign)) this.refuse(this.token.at, `${sign} is missing ${where}`);
  }

  private refuse(at: number, why: string): never {
    throw new RefusedCondition(at, why);
  }
}
