// Conditions of Argo metrics: what is wrong with one, and what it says of a value.
import { FailedCondition, valueOf, type MetricValue } from "./evaluate";
import { parseCondition } from "./parse";
import { RefusedCondition, type Expression } from "./syntax";
import { typeOf } from "./typing";

/** What a condition says of a value: whether it holds, or why it has no answer. */
export type Outcome = { readonly holds: boolean } | { readonly error: string };

/** What conditions may be made of, for messages. */
export const allowedInConditions =
  "result, result[0], numbers, true, false, nil, comparisons, && || !, + - * /, ? :, len(), isNaN(), isInf(), asFloat(), asInt(), default(), all(), any(), none(), one(), filter() and count()";

/**
 * What is wrong with a condition for every result of Prometheus, as words with their place; its
 * arguments must be filled in.
 *
 * @returns undefined for a condition that a scalar or a vector can be judged by
 */
export function checkCondition(condition: string): string | undefined {
  const read = parsed(condition);
  if ("error" in read) return read.error;
  const vector = mistyped(read.expression, "floats");
  return vector !== undefined && mistyped(read.expression, "float") !== undefined
    ? vector
    : undefined;
}

/**
 * Judges a value as Argo Rollouts does (`EvalCondition()` in its utils/evaluate/evaluate.go): a
 * condition whose types do not fit the value is an error as a whole.
 */
export function evaluate(condition: string, value: MetricValue): Outcome {
  const read = parsed(condition);
  if ("error" in read) return read;
  const why = mistyped(read.expression, typeof value === "number" ? "float" : "floats");
  if (why !== undefined) return { error: why };
  try {
    const holds = valueOf(read.expression, value);
    return typeof holds === "boolean" ? { holds } : { error: "it gives neither true nor false" };
  } catch (error) {
    return told(error, FailedCondition);
  }
}

function parsed(condition: string): { readonly expression: Expression } | { error: string } {
  try {
    return { expression: parseCondition(condition) };
  } catch (error) {
    return told(error, RefusedCondition);
  }
}

/** Why a condition fits no value of a type. */
function mistyped(expression: Expression, result: "float" | "floats"): string | undefined {
  try {
    const type = typeOf(expression, result);
    return type === "boolean" || type === "any" ? undefined : "it gives neither true nor false";
  } catch (error) {
    return told(error, RefusedCondition).error;
  }
}

function told(
  error: unknown,
  expected: new (...given: never[]) => Error,
): { readonly error: string } {
  if (error instanceof expected) return { error: error.message };
  throw error;
}
