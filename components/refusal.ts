import { RunError } from "@pulumi/pulumi";

/**
 * An error that ends the program with a message for its user, without a stack.
 *
 * The stack is taken off because the SDK formats it for a trace event even where it never shows it, and with source maps
 * that takes many seconds.
 */
export function refusal(message: string): RunError {
  const error = new RunError(message);
  error.stack = undefined;
  return error;
}
