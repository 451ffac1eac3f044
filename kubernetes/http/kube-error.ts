/** An API server's answers that are errors. */

/** An answer of an API server other than 2xx. */
export class KubeError extends Error {
  override name = "KubeError";
  constructor(
    readonly status: number,
    message: string,
    /** The API's `reason`, such as NotFound or Conflict. */
    readonly reason: string,
    /** Milliseconds after which the API server asks to be asked again. */
    readonly retryAfterMs?: number,
    /** The server's header `Date`. */
    readonly date?: string,
  ) {
    super(message);
  }
}

/** What the headers of such an answer say. */
export interface ErrorHeaders {
  readonly retryAfterMs?: number | undefined;
  readonly date?: string | undefined;
}

/** The error of an answer with a status other than 2xx. */
export function kubeErrorOf(
  status: number,
  text: string,
  { retryAfterMs, date }: ErrorHeaders = {},
): KubeError {
  try {
    const { message, reason } = JSON.parse(text) as { message?: string; reason?: string };
    return new KubeError(status, message ?? text, reason ?? "", retryAfterMs, date);
  } catch {
    return new KubeError(status, `HTTP ${status}: ${text.slice(0, 200)}`, "", retryAfterMs, date);
  }
}
