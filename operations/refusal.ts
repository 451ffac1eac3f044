/**
 * An operation that ends before it changes anything further. Its message is whole: it names the
 * reason and the fix, so the code that shows it adds neither a stack trace nor a cause.
 */
export class RefusalError extends Error {
  override name = "RefusalError";
}
