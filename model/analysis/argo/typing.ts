// Which types the parts of a condition have: Argo compiles a condition for each value, and a mistake of types is
// an error even where its part would not be evaluated (expr-lang, checker/checker.go).
import { RefusedCondition, type Expression } from "./syntax";

/** `any`: known only when the condition is evaluated, as of `default()`. */
export type Type = "integer" | "float" | "text" | "boolean" | "nil" | "floats" | "list" | "any";

/** What a type is called in messages. */
const called: Readonly<Record<Type, string>> = {
  integer: "a number",
  float: "a number",
  text: "a text",
  boolean: "true or false",
  nil: "nil",
  floats: "a list of numbers",
  list: "a list",
  any: "a value",
};

const isNumber = (type: Type) => type === "integer" || type === "float";
const isList = (type: Type) => type === "floats" || type === "list";
const may = (is: (type: Type) => boolean) => (type: Type) => type === "any" || is(type);
const isBoolean = (type: Type) => type === "boolean";

/**
 * The type of an expression.
 *
 * @param result the type of the query's value
 * @param item the type of `#`. @default there is none
 * @throws RefusedCondition where types do not fit
 */
export function typeOf(expression: Expression, result: "float" | "floats", item?: Type): Type {
  const of = (part: Expression) => typeOf(part, result, item);
  const need = (part: Expression, allowed: (type: Type) => boolean, what: string) => {
    const type = of(part);
    if (!allowed(type))
      throw new RefusedCondition(part.at, `this is ${called[type]}; ${what} is needed`);
    return type;
  };
  switch (expression.kind) {
    case "number":
      return expression.whole ? "integer" : "float";
    case "text":
    case "boolean":
    case "nil":
      return expression.kind;
    case "result":
      return result;
    case "item":
      if (item) return item;
      throw new RefusedCondition(expression.at, "# stands only in a condition of all() and others");
    case "index": {
      const list = of(expression.list);
      // Argo's optimizer gives nil there, not an error, for a list without items.
      if (list === "list")
        throw new RefusedCondition(
          expression.at,
          "items of filter() can't be taken one by one; any(), all() and count() look at them",
        );
      need(expression.list, may(isList), "a list of numbers");
      need(expression.index, (type) => type === "integer", "a whole number");
      return list === "floats" ? "float" : "any";
    }
    case "predicate": {
      const list = need(expression.list, may(isList), "a list of numbers");
      const type = typeOf(expression.holds, result, list === "floats" ? "float" : "any");
      if (!may(isBoolean)(type))
        throw new RefusedCondition(
          expression.holds.at,
          `this is ${called[type]}; a condition is needed`,
        );
      if (expression.name === "count") return "integer";
      return expression.name === "filter" ? "list" : "boolean";
    }
    case "call":
      return typeOfCall(expression, need, of);
    case "unary":
      if (expression.operator !== "!") return need(expression.operand, may(isNumber), "a number");
      need(expression.operand, may(isBoolean), "true or false");
      return "boolean";
    case "binary":
      return typeOfBinary(expression, of);
    case "choice": {
      need(expression.condition, may(isBoolean), "true or false");
      const [then, otherwise] = [of(expression.then), of(expression.otherwise)];
      return then === otherwise ? then : "any";
    }
  }
}

/** The texts that are read as numbers; Go reads more, such as hexadecimal ones. */
const numberText = {
  asInt: /^[+-]?\d{1,15}$/,
  asFloat: /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/,
};

/** Numbers and sums of them are converted where a fraction is needed; other whole numbers are not. */
const isArithmetic = (part: Expression): boolean =>
  part.kind === "number" ||
  part.kind === "binary" ||
  (part.kind === "unary" && isArithmetic(part.operand));

function typeOfCall(
  { name, args }: Extract<Expression, { kind: "call" }>,
  need: (part: Expression, allowed: (type: Type) => boolean, what: string) => Type,
  of: (part: Expression) => Type,
): Type {
  switch (name) {
    case "len":
      need(args[0]!, (type) => may(isList)(type) || type === "text", "a list");
      return "integer";
    case "isNaN":
    case "isInf":
      if (need(args[0]!, may(isNumber), "a number") === "integer" && !isArithmetic(args[0]!))
        throw new RefusedCondition(args[0]!.at, `${name}() takes no whole numbers, such as len()`);
      return "boolean";
    case "asFloat":
    case "asInt":
      need(args[0]!, (type) => may(isNumber)(type) || type === "text", "a number or a text");
      if (args[0]!.kind === "text" && !numberText[name].test(args[0]!.value))
        throw new RefusedCondition(args[0]!.at, `${name}() can't read "${args[0]!.value}"`);
      return name === "asInt" ? "integer" : "float";
    case "isNil":
      of(args[0]!);
      return "boolean";
    case "default":
      args.forEach(of);
      return "any";
  }
}

function typeOfBinary(
  { operator, left, right, at }: Extract<Expression, { kind: "binary" }>,
  of: (part: Expression) => Type,
): Type {
  const types = [of(left), of(right)] as const;
  const both = (is: (type: Type) => boolean) => types.every(may(is));
  const numbers = both(isNumber);
  const texts = both((type) => type === "text");
  const unknown = types.includes("any");
  switch (operator) {
    case "&&":
    case "||":
      if (both(isBoolean)) return "boolean";
      break;
    case "==":
    case "!=":
      if (numbers || texts || both(isBoolean) || both(isList) || unknown || types.includes("nil"))
        return "boolean";
      break;
    case "<":
    case ">":
    case "<=":
    case ">=":
      if (numbers || texts) return "boolean";
      break;
    case "+":
    case "-":
    case "*":
      if (numbers && !unknown) return types.includes("float") ? "float" : "integer";
      if (numbers || (texts && operator === "+")) return unknown ? "any" : "text";
      break;
    case "/":
      if (numbers) return "float";
  }
  const hint = types.includes("floats") ? "; take one as result[0], or write all(result, {…})" : "";
  throw new RefusedCondition(
    at,
    `${operator} can't stand between ${called[types[0]]} and ${called[types[1]]}${hint}`,
  );
}
