/** Turns refusals of operations into errors that the engine shows as they are. */
import { getStack, ResourceError, RunError, type Resource } from "@pulumi/pulumi";
import { forStack } from "../model/problem";
import { RefusalError } from "../operations/refusal";

/** An error that ends the program with a message for its user, without a stack. */
export function refusal(message: string): RunError {
  return withoutStack(new RunError(message));
}

/** An error about one resource, which fails the update with a message for its user, without a stack. */
export function resourceRefusal(message: string, resource: Resource): ResourceError {
  return withoutStack(new ResourceError(message, resource, true));
}

/**
 * Passes on what operations do, with their refusals as errors of a resource
 * ({@link resourceRefusal}).
 */
export async function refusing<T>(work: Promise<T>, resource: Resource): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    throw resourceRefusal(forStack(error.message, getStack()), resource);
  }
}

/**
 * The SDK formats the stack for a trace event even where it never shows it, and with source maps
 * that takes many seconds.
 */
function withoutStack<T extends Error>(error: T): T {
  error.stack = undefined;
  return error;
}
