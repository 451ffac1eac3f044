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
  ) {
    super(message);
  }
}

/** The error of an answer with a status other than 2xx. */
export function kubeErrorOf(status: number, text: string, retryAfterMs?: number): KubeError {
  try {
    const { message, reason } = JSON.parse(text) as { message?: string; reason?: string };
    return new KubeError(status, message ?? text, reason ?? "", retryAfterMs);
  } catch {
    return new KubeError(status, `HTTP ${status}: ${text.slice(0, 200)}`, "", retryAfterMs);
  }
}
