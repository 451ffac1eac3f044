// The totals of a load run, whatever its protocol, and the loop that all loads share.
/** What came back from a load run, whatever the protocol. */
export interface LoadTotals {
  /** Requests, calls or connections that were started and have ended. */
  total: number;
  /** Those with no answer, with an HTTP status other than 2xx, or with a gRPC status other than OK. */
  failed: number;
  /** The failures by kind: `HTTP 503: upstream connect error …`, `gRPC 14: …`, `ECONNREFUSED`, … */
  failures: Record<string, number>;
  /** Good answers by the version that the answering app names (`unknown` when it names none). */
  byVersion: Record<string, number>;
  /** Good answers by the cluster in which the answering pod ran (`unknown` when it names none). */
  byCluster: Record<string, number>;
  /** Wall time in seconds. */
  seconds: number;
}

/** How one request, call or connection ended. */
export interface Outcome {
  /** "" when the answer names none. */
  version: string;
  /** "" when the answer names none. */
  cluster: string;
  /** What went wrong, if anything did. */
  failure?: string;
}

/** Totals of a run that has not begun. */
function noTotals(): LoadTotals {
  return { total: 0, failed: 0, failures: {}, byVersion: {}, byCluster: {}, seconds: 0 };
}

/** Adds one to a key of a tally. */
export function tally(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

/** Adds one outcome to the totals. */
function addOutcome(totals: LoadTotals, { failure, version, cluster }: Outcome): void {
  totals.total += 1;
  if (failure !== undefined) {
    totals.failed += 1;
    tally(totals.failures, failure);
    return;
  }
  tally(totals.byVersion, version || "unknown");
  tally(totals.byCluster, cluster || "unknown");
}

/**
 * Runs `step` so many times at once and over and over, for as long as `more` says, and counts how each
 * ended.
 */
export async function repeat<T extends Outcome>(
  concurrency: number,
  more: () => boolean,
  step: () => Promise<T>,
  onOutcome?: (outcome: T, sinceBegin: number) => void,
): Promise<LoadTotals> {
  const totals = noTotals();
  const begin = performance.now();
  const worker = async (): Promise<void> => {
    while (more()) {
      const outcome = await step();
      addOutcome(totals, outcome);
      onOutcome?.(outcome, performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  totals.seconds = (performance.now() - begin) / 1000;
  return totals;
}

/**
 * Says `count` times that there is more to do.
 *
 * @throws TypeError when `count` is no positive integer.
 */
export function times(count: number): () => boolean {
  if (!Number.isInteger(count) || count < 1) {
    throw new TypeError(`The number of requests must be a positive integer, but is ${count}.`);
  }
  let started = 0;
  return () => started++ < count;
}
