// What a container does on request for trials: delay answers, fail attempts or a share of them, drain on SIGTERM.
import { setTimeout as sleep } from "node:timers/promises";
import { coversCluster, percentShare, TrialShare, wholeNumber } from "./trial-share";

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

/** How a container misbehaves on purpose, for trials of time-outs, retries and gates. */
export class TrialBehaviour {
  private readonly delayMs: number;
  private readonly failAttempts: number;
  private readonly attempts = new Map<string, number>();
  private readonly failing: TrialShare;
  private readonly slow: TrialShare;
  private readonly slowMs: number;

  /**
   * @param env `LAB_DELAY_MS`: milliseconds before each answer; `LAB_FAIL_ATTEMPTS`: how many attempts of each request
   *   fail; `LAB_FAIL_SHARE`: percentage of requests that fail, in bursts of `LAB_FAIL_BURST`; `LAB_SLOW_SHARE`:
   *   percentage of requests that wait `LAB_SLOW_MS` longer; `LAB_FAIL_CLUSTERS` and `LAB_SLOW_CLUSTERS`: the clusters in
   *   which these shares do so. Default 0, bursts of 1, all clusters.
   * @param cluster name of the cluster that the container runs in
   * @param random gives numbers from 0 to below 1
   * @throws Error when a variable has a wrong value, or a share is slow by no time.
   */
  constructor(env: Record<string, string>, cluster = "", random: () => number = Math.random) {
    this.delayMs = wholeNumber(env, "LAB_DELAY_MS");
    this.failAttempts = wholeNumber(env, "LAB_FAIL_ATTEMPTS");
    this.slowMs = wholeNumber(env, "LAB_SLOW_MS");
    const burst = wholeNumber(env, "LAB_FAIL_BURST", 1);
    if (burst === 0) throw new Error('The variable LAB_FAIL_BURST is "0", but must be 1 or more.');
    const fail = percentShare(env, "LAB_FAIL_SHARE");
    const slow = percentShare(env, "LAB_SLOW_SHARE");
    if (slow > 0 && this.slowMs === 0) {
      throw new Error("The variable LAB_SLOW_SHARE needs LAB_SLOW_MS, the milliseconds to wait.");
    }
    const here = (name: string): number => (coversCluster(env, name, cluster) ? 1 : 0);
    this.failing = new TrialShare(fail * here("LAB_FAIL_CLUSTERS"), burst, random);
    this.slow = new TrialShare(slow * here("LAB_SLOW_CLUSTERS"), 1, random);
  }

  /** Resolves when the answer may be given. */
  async delay(): Promise<void> {
    const delayMs = this.delayMs + (this.slow.takes() ? this.slowMs : 0);
    if (delayMs > 0) await sleep(delayMs);
  }

  /**
   * Whether this attempt has to fail in a way that proxies retry. Attempts of one request are told by the header
   * `x-request-id`, which Envoy keeps over its retries; a request without it never fails so.
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

  /** Whether the next request is one of the share that fails, in a way that proxies don't retry. */
  fails(): boolean {
    return this.failing.takes();
  }
}
