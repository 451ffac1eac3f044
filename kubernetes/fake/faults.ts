// Faults of the fake API server: which requests get which wrong answer, and how often.
import { ApiError } from "./errors";
import { matches, type FakeRequest, type Matcher } from "./requests";

/**
 * What happens to a request:
 * - a status: that answer, before anything is done; 404 is that of an unknown kind (its CRD is missing)
 * - `reset`: the connection is closed before anything is done
 * - `stall`: never an answer, and nothing is done
 * - `slow`: answered as usual after `delayMs`
 * - `cut`: done, but the connection is closed in the middle of the answer
 */
export type FaultKind =
  400 | 401 | 403 | 404 | 409 | 429 | 500 | 503 | "reset" | "stall" | "slow" | "cut";

export interface Fault {
  readonly kind: FaultKind;
  /** @default all requests */
  readonly match?: Matcher;
  /** How many requests get it. @default every one until it is removed */
  readonly times?: number;
  /** Of 429 and 503. @default 1 */
  readonly retryAfterSeconds?: number;
  /** Of `slow`. @default 200 */
  readonly delayMs?: number;
  /** The message of a status, instead of the usual one. */
  readonly message?: string;
}

/** The faults that are set, in the order in which they were. */
export class Faults {
  private readonly active: { readonly fault: Fault; left: number }[] = [];
  private readonly actions: { readonly match: Matcher; run: () => unknown; left: number }[] = [];

  /** @returns what removes it again */
  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? Infinity };
    this.active.push(entry);
    return () => void (entry.left = 0);
  }

  /** Runs something before requests are answered. @returns what removes it again */
  addAction(match: Matcher, run: () => unknown, times: number): () => void {
    const entry = { match, run, left: times };
    this.actions.push(entry);
    return () => void (entry.left = 0);
  }

  clear(): void {
    this.active.length = this.actions.length = 0;
  }

  /** The first fault that is meant for a request. */
  find(request: FakeRequest): Fault | undefined {
    return this.entryOf(request)?.fault;
  }

  /** The first fault that is meant for a request; counts it. */
  take(request: FakeRequest): Fault | undefined {
    const found = this.entryOf(request);
    if (found) found.left--;
    return found?.fault;
  }

  private entryOf(request: FakeRequest) {
    return this.active.find(({ fault, left }) => left > 0 && matches(request, fault.match ?? {}));
  }

  async runActions(request: FakeRequest): Promise<void> {
    for (const action of this.actions)
      if (action.left > 0 && matches(request, action.match)) {
        action.left--;
        await action.run();
      }
  }
}

const reasons: Readonly<Record<number, readonly [reason: string, message: string]>> = {
  400: ["BadRequest", "the server rejected our request for an unknown reason"],
  401: ["Unauthorized", "Unauthorized"],
  403: ["Forbidden", 'is forbidden: User "spec" cannot do that'],
  404: ["NotFound", "the server could not find the requested resource"],
  409: [
    "Conflict",
    "Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version and try again",
  ],
  429: ["TooManyRequests", "Too many requests, please try again later."],
  500: ["InternalError", "Internal error occurred: a fault that a spec set"],
  503: ["ServiceUnavailable", "the server is currently unable to handle the request"],
};

/** The answer of a fault that is a status. */
export function faultError(status: number, message?: string): ApiError {
  const [reason = "", usual = ""] = reasons[status] ?? [];
  return new ApiError(status, reason, message ?? usual);
}
