// What a container does on request for trials: delay answers, fail attempts, drain on SIGTERM.
import { setTimeout as sleep } from "node:timers/promises";

/** Request IDs whose attempts are remembered; older ones are forgotten, else a long run would fill the memory. */
const rememberedIds = 10_000;

/**
 * Whether a container goes on for a while after SIGTERM, by its variable `LAB_ON_SIGTERM`: `exit` (the default) or
 * `drain`.
 *
 * @throws Error when it is anything else.
 */
export function drains({ LAB_ON_SIGTERM: text = "exit" }: Record<string, string>): boolean {
  if (text === "exit" || text === "drain") return text === "drain";
  throw new Error(`The variable LAB_ON_SIGTERM is "${text}", but must be "exit" or "drain".`);
}

/** How a container misbehaves on purpose, for trials of time-outs and retries. */
export class TrialBehaviour {
  private readonly delayMs: number;
  private readonly failAttempts: number;
  private readonly attempts = new Map<string, number>();

  /**
   * @param env `LAB_DELAY_MS`: milliseconds before each answer; `LAB_FAIL_ATTEMPTS`: how many attempts
   *   of each request fail. Default 0 both.
   * @throws Error when a variable is no whole number of 0 or more.
   */
  constructor(env: Record<string, string>) {
    this.delayMs = whole(env, "LAB_DELAY_MS");
    this.failAttempts = whole(env, "LAB_FAIL_ATTEMPTS");
  }

  /** Resolves when the answer may be given. */
  async delay(): Promise<void> {
    if (this.delayMs > 0) await sleep(this.delayMs);
  }

  /**
   * Whether this attempt has to fail. Attempts of one request are told by the header `x-request-id`, which
   * Envoy keeps over its retries; a request without it never fails.
   */
  refuses(requestId: string | undefined): boolean {
    if (this.failAttempts === 0 || !requestId) return false;
    const attempt = (this.attempts.get(requestId) ?? 0) + 1;
    this.attempts.set(requestId, attempt);
    if (this.attempts.size > rememberedIds) {
      this.attempts.delete(this.attempts.keys().next().value as string);
    }
    return attempt <= this.failAttempts;
  }
}

function whole(env: Record<string, string>, name: string): number {
  const text = env[name] ?? "0";
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`The variable ${name} is "${text}", but must be a whole number of 0 or more.`);
}
