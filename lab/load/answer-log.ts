// A compact record of the answers of a long load run.
/** One answer (or failure) of a load run. */
export interface LoggedAnswer {
  /** When it ended: milliseconds since the run began. */
  at: number;
  /** HTTP status; 0 when no answer came. */
  status: number;
  /** The answering version; "" when the answer named none. */
  version: string;
  /** The cluster of the answering pod; "" when the answer named none. */
  cluster: string;
}

const grow = 1 << 16;

/**
 * Answers of a long run, 8 bytes each, in the order in which they ended: a minute at 5,000 requests a
 * second is 300,000 answers, too many for an object each beside the load itself.
 */
export class AnswerLog {
  private times = new Uint32Array(grow);
  private statuses = new Uint16Array(grow);
  private names = new Uint16Array(grow);
  private readonly pairs: { version: string; cluster: string }[] = [];
  private readonly index = new Map<string, number>();
  private used = 0;

  /** Number of answers held. */
  get length(): number {
    return this.used;
  }

  /** Adds one answer. `at` is rounded to whole milliseconds. */
  add(answer: LoggedAnswer): void {
    if (this.used === this.times.length) this.enlarge();
    this.times[this.used] = Math.round(answer.at);
    this.statuses[this.used] = answer.status;
    this.names[this.used] = this.pairIndex(answer.version, answer.cluster);
    this.used += 1;
  }

  /** The answers that ended at `from` or later and before `to` (milliseconds since the run began). */
  *between(from = 0, to = Number.POSITIVE_INFINITY): Generator<LoggedAnswer> {
    for (let i = 0; i < this.used; i += 1) {
      const at = this.times[i] as number;
      if (at < from || at >= to) continue;
      const pair = this.pairs[this.names[i] as number] as { version: string; cluster: string };
      yield { at, status: this.statuses[i] as number, ...pair };
    }
  }

  /** When a version answered last (milliseconds since the run began), or undefined if it never did. */
  lastAnswerOf(version: string): number | undefined {
    for (let i = this.used - 1; i >= 0; i -= 1) {
      if (this.pairs[this.names[i] as number]?.version === version) return this.times[i];
    }
    return undefined;
  }

  private pairIndex(version: string, cluster: string): number {
    const key = `${version} ${cluster}`;
    let found = this.index.get(key);
    if (found === undefined) {
      found = this.pairs.push({ version, cluster }) - 1;
      this.index.set(key, found);
    }
    return found;
  }

  private enlarge(): void {
    const size = this.times.length * 2;
    const times = new Uint32Array(size);
    const statuses = new Uint16Array(size);
    const names = new Uint16Array(size);
    times.set(this.times);
    statuses.set(this.statuses);
    names.set(this.names);
    this.times = times;
    this.statuses = statuses;
    this.names = names;
  }
}
