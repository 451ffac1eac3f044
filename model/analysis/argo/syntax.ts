// A condition of an Argo metric, read: the part of expr-lang (https://expr-lang.org) that results of Prometheus need.

/** Functions of one list and a condition on its items, such as `all(result, {# < 1})`. */
export const predicates = ["all", "any", "none", "one", "filter", "count"] as const;

/** The other functions, with the number of their arguments. */
export const functions = {
  len: 1,
  isNaN: 1,
  isInf: 1,
  isNil: 1,
  asFloat: 1,
  asInt: 1,
  default: 2,
} as const;

/** What stands between two expressions. `and` and `or` are read as `&&` and `||`. */
export type BinaryOperator =
  "||" | "&&" | "==" | "!=" | "<" | ">" | "<=" | ">=" | "+" | "-" | "*" | "/";

/** A part of a condition, with the number of the character at which it begins, from 1 on. */
export type Expression = { readonly at: number } & (
  | { readonly kind: "number"; readonly value: number; readonly whole: boolean }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "nil" }
  | { readonly kind: "result" }
  /** `#`: the item of the list that a predicate looks at. */
  | { readonly kind: "item" }
  | { readonly kind: "index"; readonly list: Expression; readonly index: Expression }
  | {
      readonly kind: "call";
      readonly name: keyof typeof functions;
      readonly args: readonly Expression[];
    }
  | {
      readonly kind: "predicate";
      readonly name: (typeof predicates)[number];
      readonly list: Expression;
      readonly holds: Expression;
    }
  | { readonly kind: "unary"; readonly operator: "!" | "-" | "+"; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "choice";
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
);

/** A condition that can't be used: what is wrong with it, in words. */
export class RefusedCondition extends Error {
  constructor(at: number, why: string) {
    super(`character ${at}: ${why}`);
  }
}
