/** Turns refusals of operations into errors that the engine shows as they are. */
import { getStack, ResourceError, RunError, type Resource } from "@pulumi/pulumi";
import { forStack } from "../model/problem";
import { RefusalError } from "../operations/refusal";

/** An error that ends the program with a message for its user, without a stack. */
export function refusal(message: string): RunError {
  return withoutStack(new RunError(message));
}

/**
 * An error about one resource, which fails the update with a message for its user, without a stack.
 * Its commands name the stack of the program.
 */
export function resourceRefusal(message: string, resource: Resource): ResourceError {
  return withoutStack(new ResourceError(forStack(message, getStack()), resource, true));
}

/** A refusal of an operation as an error of a resource; any other error as it is. */
export function asResourceError(error: unknown, resource: Resource): unknown {
  return error instanceof RefusalError ? resourceRefusal(error.message, resource) : error;
}

/**
 * Passes on what operations do, with their refusals as errors of a resource
 * ({@link resourceRefusal}).
 */
export async function refusing<T>(work: Promise<T>, resource: Resource): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw asResourceError(error, resource);
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
