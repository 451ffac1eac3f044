/** Turns refusals of operations into errors that the engine shows as they are. */
import { RunError } from "@pulumi/pulumi";
import { RefusalError } from "../operations/refusal";

/**
 * An error that ends the program with a message for its user, without a stack.
 *
 * It has no stack because the SDK formats the stack for a trace event even where it never shows it,
 * and with source maps that takes many seconds.
 */
export function refusal(message: string): RunError {
  const error = new RunError(message);
  error.stack = undefined;
  return error;
}

/** Passes on what operations do, with their refusals as errors of the engine ({@link refusal}). */
export async function refusing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof RefusalError ? refusal(error.message) : error;
  }
}
