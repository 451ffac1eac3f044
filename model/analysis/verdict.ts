// What is said of metrics.

/** What a metric, or all of them, say so far. */
export interface Verdict {
  /** `hold`: neither is shown yet. */
  readonly verdict: "pass" | "fail" | "hold";
  /** What was seen, of how many requests and in which cluster, in a sentence without a full stop. */
  readonly why: string;
  /** What is missing to pass, or what would have passed; without a full stop. Left out: nothing. */
  readonly missing?: string;
}
