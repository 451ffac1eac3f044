/** When a request is sent again although its caller does not ask for it. */
import { setTimeout as sleep } from "node:timers/promises";

/** A server gave no answer within its time. */
export class SilenceError extends Error {
  override name = "SilenceError";
  constructor(
    message: string,
    /** Milliseconds that it was silent. */
    readonly silentMs: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A connection that was kept from an earlier request broke before an answer began. */
export class KeptConnectionError extends Error {
  override name = "KeptConnectionError";
}

/** An answer that says when to ask again, by its header `Retry-After`. */
interface Postponed {
  readonly retryAfterMs?: number;
}

/** How often a request is postponed, as in client-go (rest/request.go, `maxRetries`). */
const mostTries = 10;

/**
 * Sends a request, and again in two cases:
 *
 * - The connection was kept from an earlier request, and broke before an answer began: a load
 *   balancer drops idle ones, and so does an API server that restarts. A POST is not sent again: the
 *   server may have done it.
 * - The answer is 429, or 5xx, with the header `Retry-After`: the server did nothing. An API server
 *   that starts answers 429 while its storage is initialized. client-go sends such requests again,
 *   too (rest/with_retry.go).
 *
 * @param limitMs milliseconds since the first try, after which a postponed request is given up
 * @throws Error of the last try
 */
export async function resend<T>(
  send: () => Promise<T>,
  { method, limitMs }: { readonly method: string; readonly limitMs: number },
): Promise<T> {
  const beganMs = performance.now();
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      if (error instanceof KeptConnectionError) {
        // Each such failure takes a kept connection away, so this ends.
        if (method === "POST") throw error;
        continue;
      }
      const { retryAfterMs } = error as Postponed;
      if (retryAfterMs === undefined || tries === mostTries) throw error;
      if (performance.now() - beganMs + retryAfterMs > limitMs) throw error;
      await sleep(retryAfterMs);
    }
  }
}

/** Milliseconds that an answer asks a client to wait; undefined where it asks for nothing. */
export function retryAfterOf(status: number, header: string | undefined): number | undefined {
  const seconds = Number(header ?? NaN);
  return (status === 429 || status >= 500) && seconds >= 0 ? seconds * 1000 : undefined;
}

/** The failure of a sent request, as {@link resend} needs to know it. */
export function sendError(
  error: NodeJS.ErrnoException,
  { reusedSocket }: { readonly reusedSocket: boolean },
): Error {
  const broke = ["ECONNRESET", "EPIPE", "ECONNABORTED"].includes(error.code ?? "");
  if (!reusedSocket || !broke) return error;
  return new KeptConnectionError(error.message, { cause: error });
}
