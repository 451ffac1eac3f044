// What a condition says of a value, once its types fit.
import type { BinaryOperator, Expression } from "./syntax";

/** A value of a query: that of a scalar, or those of a vector. */
export type MetricValue = number | readonly number[];

type Value = number | string | boolean | null | readonly Value[];

/** A condition that has no answer for a value: what went wrong, in words. */
export class FailedCondition extends Error {}

/** The answer of a condition, or of a part of it. */
export function valueOf(expression: Expression, result: MetricValue, item?: Value): Value {
  const of = (part: Expression) => valueOf(part, result, item);
  switch (expression.kind) {
    case "number":
    case "text":
    case "boolean":
      return expression.value;
    case "nil":
      return null;
    case "result":
      return result;
    case "item":
      return item ?? null;
    case "index":
      return itemAt(listIn(of(expression.list)), numberIn(of(expression.index)));
    case "choice":
      return of(booleanIn(of(expression.condition)) ? expression.then : expression.otherwise);
    case "unary": {
      const operand = of(expression.operand);
      if (expression.operator === "!") return !booleanIn(operand);
      return expression.operator === "-" ? -numberIn(operand) : numberIn(operand);
    }
    case "binary":
      return binary(expression, of);
    case "call":
      return call(expression.name, expression.args.map(of), result);
    case "predicate": {
      const holds = (one: Value) => booleanIn(valueOf(expression.holds, result, one));
      return overList(expression.name, listIn(of(expression.list)), holds);
    }
  }
}

function itemAt(list: readonly Value[], index: number): Value {
  const item = list.at(index);
  if (item !== undefined) return item;
  if (list.length === 0) throw new FailedCondition(`there is no data, so nothing is at [${index}]`);
  throw new FailedCondition(`nothing is at [${index}]; the list has ${list.length} values`);
}

function overList(
  name: Extract<Expression, { kind: "predicate" }>["name"],
  list: readonly Value[],
  holds: (item: Value) => boolean,
): Value {
  switch (name) {
    case "all":
      return list.every(holds);
    case "any":
      return list.some(holds);
    case "none":
      return !list.some(holds);
    case "one":
      return list.filter(holds).length === 1;
    case "count":
      return list.filter(holds).length;
    case "filter":
      return list.filter(holds);
  }
}

function call(
  name: Extract<Expression, { kind: "call" }>["name"],
  [first = null]: readonly Value[],
  result: MetricValue,
): Value {
  switch (name) {
    case "len":
      return typeof first === "string" ? [...first].length : listIn(first).length;
    case "isNaN":
      return Number.isNaN(numberIn(first));
    case "isInf":
      return Math.abs(numberIn(first)) === Infinity;
    // Argo asks about the value of the query, whatever its argument is, and Prometheus always has one.
    case "isNil":
      return false;
    case "default":
      return result;
    // Texts were checked with the types.
    case "asFloat":
      return typeof first === "string" ? Number(first) : numberIn(first);
    case "asInt":
      return typeof first === "string" ? Number(first) : wholeNumber(numberIn(first));
  }
}

function wholeNumber(value: number): number {
  const whole = Math.trunc(value);
  // Go leaves it to the processor what comes of NaN, infinity and numbers beyond 64 bits.
  if (Math.abs(whole) < 2 ** 63) return whole;
  throw new FailedCondition(`asInt() has no whole number for ${whole}`);
}

function binary(
  { operator, left, right }: Extract<Expression, { kind: "binary" }>,
  of: (part: Expression) => Value,
): Value {
  // As in Argo, where a constant makes the left side needless.
  if (right.kind === "boolean" && right.value === (operator === "||") && isJunction(operator))
    return right.value;
  if (operator === "&&") return booleanIn(of(left)) && booleanIn(of(right));
  if (operator === "||") return booleanIn(of(left)) || booleanIn(of(right));
  const [a, b] = [of(left), of(right)];
  if (operator === "==" || operator === "!=") return same(a, b) === (operator === "==");
  if (typeof a === "string" && typeof b === "string")
    return operator === "+" ? a + b : compared(operator, a, b);
  const [x, y] = [numberIn(a), numberIn(b)];
  switch (operator) {
    case "+":
      return x + y;
    case "-":
      return x - y;
    case "*":
      return x * y;
    case "/":
      return x / y;
    default:
      return compared(operator, x, y);
  }
}

const isJunction = (operator: BinaryOperator) => operator === "&&" || operator === "||";

function compared<T extends number | string>(operator: BinaryOperator, a: T, b: T): boolean {
  switch (operator) {
    case "<":
      return a < b;
    case ">":
      return a > b;
    case "<=":
      return a <= b;
    default:
      return a >= b;
  }
}

/** Equality by content: a list with NaN does not equal itself. */
function same(a: Value, b: Value): boolean {
  if (!isList(a) || !isList(b)) return a === b;
  return a.length === b.length && a.every((item, index) => same(item, b[index] ?? null));
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

function listIn(value: Value): readonly Value[] {
  if (isList(value)) return value;
  throw new FailedCondition(`${shown(value)} is no list`);
}

function numberIn(value: Value): number {
  if (typeof value === "number") return value;
  throw new FailedCondition(`${shown(value)} is no number`);
}

function booleanIn(value: Value): boolean {
  if (typeof value === "boolean") return value;
  throw new FailedCondition(`${shown(value)} is neither true nor false`);
}

function shown(value: Value): string {
  if (isList(value))
    return `the list of ${value.length === 1 ? "1 value" : `${value.length} values`}`;
  return typeof value === "string" ? `"${value}"` : value === null ? "nil" : String(value);
}
