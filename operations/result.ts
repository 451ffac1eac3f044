/**
 * What an operation got of one cluster: a value, or why it got none. One cluster that fails must
 * not keep an operation from the others, so the reason is a value and not an exception.
 */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: string };

/** Waits for a value; what is thrown on the way becomes the failure. */
export async function resultOf<T>(work: Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    return { ok: false, failure: (error as Error).message };
  }
}
