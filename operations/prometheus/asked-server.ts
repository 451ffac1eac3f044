/** One metrics server as a poll asks it. */
import { readAnswer, type Sample } from "./answer";
import { countersOf, increments, renewed, type Counters, type Increment } from "./increments";
import type { KeptCounters } from "./kept-counters";
import type { QuerySource } from "./source";
import { newestSample, scraped, type CounterQuery, type Selection } from "./standard-metrics";
import { lookBackMs, wasThere, windowsOf, type Window, type WindowQuestion } from "./window";

/** A server, and the way to it. */
export interface AskedServer {
  readonly id: string;
  readonly source: QuerySource;
  /** Milliseconds that one answer may take. */
  readonly timeoutMs: number;
  readonly scrapeMs: number;
  /** Labels that select the series of the mesh. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The samples that a query gives at a time. */
export async function samplesAt(
  server: Pick<AskedServer, "source" | "timeoutMs">,
  query: string,
  atMs: number,
): Promise<readonly Sample[]> {
  return [...(await readAt(server, query, atMs))];
}

async function readAt(
  { source, timeoutMs }: Pick<AskedServer, "source" | "timeoutMs">,
  query: string,
  atMs: number,
): Promise<Iterable<Sample>> {
  const result = readAnswer(await source.send({ query, atMs, timeoutMs }));
  return result.kind === "vector" ? result.samples : [{ labels: {}, value: result.value }];
}

/**
 * The windows of a server that a poll counts.
 *
 * @throws Error that says why it can't be asked, or that it has no samples
 */
export async function windowsAt(
  server: AskedServer,
  selection: Selection,
  question: Omit<WindowQuestion, "newestMs" | "scrapeMs">,
): Promise<readonly Window[]> {
  const newestMs = await newestAt(server, selection, question.nowMs);
  if (newestMs === undefined)
    throw new Error(
      `it has no samples of these proxies: neither of istio_requests_total in namespace ${selection.namespace} nor of up`,
    );
  const { scrapeMs } = server;
  const windows = windowsOf({ ...question, newestMs, scrapeMs });
  const [first] = windows;
  if (!first || question.from !== undefined) return windows;
  // Counters from before an outage would mix the requests of this step with those before it.
  const atMs = first.beginMs;
  const there = wasThere(await newestAt(server, selection, atMs), { atMs, scrapeMs });
  return there ? windows : windows.map(({ endMs }) => ({ beginMs: endMs, endMs }));
}

/** Counts the growth of counters in windows, and remembers which proxies the server knew. */
export class WindowCounts {
  /** Beginnings of windows at which the server had counters: what is new since then began at 0. */
  private readonly there = new Set<number>();
  private readonly instances = new Map<number, Promise<ReadonlySet<string>>>();

  constructor(
    private readonly server: AskedServer,
    private readonly windows: readonly Window[],
    private readonly kept: KeptCounters,
  ) {}

  /** Where the last window ended; undefined: there is none. */
  get untilMs(): number | undefined {
    return this.windows.at(-1)?.endMs;
  }

  /** Whether the server has a series of the query at the end. */
  async of(query: CounterQuery): Promise<{ readonly grown: Increment[]; readonly seen: boolean }> {
    const grown: Increment[] = [];
    let seen = false;
    for (const window of this.windows) {
      const found = await this.within(query, window);
      grown.push(...found.grown);
      seen ||= found.seen;
    }
    return { grown, seen };
  }

  private async within({ by, within }: CounterQuery, { beginMs, endMs }: Window) {
    // The server was away at the beginning: nothing can be compared with that.
    if (beginMs === endMs) return { grown: [], seen: false };
    const first = within(lookBackMs);
    const { counters: start, readMs } = this.kept.take(first, beginMs) ?? {
      counters: await this.countersAt(first, beginMs, by),
      readMs: beginMs,
    };
    if (start.size > 0) this.there.add(beginMs);
    const end = await this.countersAt(within(endMs - beginMs), endMs, by);
    const there = this.there.has(beginMs) || end.size === 0;
    const instances = there ? undefined : await this.instancesAt(beginMs);
    const known = (instance: string) => instances?.has(instance) ?? true;
    const grown = increments({ start, end, known });
    this.kept.keep(first, { counters: renewed(start, end), atMs: endMs, readMs });
    return { grown, seen: end.size > 0 };
  }

  private async countersAt(query: string, atMs: number, by: readonly string[]): Promise<Counters> {
    return countersOf(await readAt(this.server, query, atMs), by);
  }

  private instancesAt(atMs: number): Promise<ReadonlySet<string>> {
    const found =
      this.instances.get(atMs) ??
      samplesAt(this.server, scraped(this.server.labels), atMs).then(
        (samples) => new Set(samples.map(({ labels }) => labels.instance ?? "")),
      );
    this.instances.set(atMs, found);
    return found;
  }
}

async function newestAt(
  server: AskedServer,
  selection: Selection,
  atMs: number,
): Promise<number | undefined> {
  const samples = await samplesAt(server, newestSample(selection), atMs);
  const newest = Math.max(...samples.map(({ value }) => value).filter(Number.isFinite));
  return Number.isFinite(newest) ? newest * 1000 : undefined;
}
