/** Asks all metrics servers of a stack, side by side. */
import type { ArgoAnswer, ArgoQuery } from "../../model/analysis/argo/query";
import type { MetricsPort, PollAnswer, PollQuestion } from "../rollout/analysis/port";
import { resultOf, type Result } from "../result";
import { readAnswer } from "./answer";
import { WindowCounts, windowsAt, type AskedServer } from "./asked-server";
import { fixBounds, type FixedBounds } from "./bounds";
import { countAt } from "./count";
import { KeptCounters } from "./kept-counters";
import { summed, type CountedServer } from "./sum";
import type { QuerySource } from "./source";

/** What a port of metrics servers needs. */
export interface MetricsServersOptions {
  /** Namespace of the release. */
  readonly namespace: string;
  readonly servers: readonly AskedServer[];
  /** The way to a server that a template names. */
  readonly sourceAt: (address: string) => QuerySource;
}

/** The metrics servers of a stack. */
export class MetricsServers implements MetricsPort {
  readonly servers: readonly string[];
  /** By the id of the server. */
  private readonly kept: ReadonlyMap<string, KeptCounters>;

  constructor(private readonly options: MetricsServersOptions) {
    this.servers = options.servers.map(({ id }) => id);
    this.kept = new Map(this.servers.map((id) => [id, new KeptCounters()]));
  }

  async poll(question: PollQuestion): Promise<PollAnswer> {
    const [counted, argo] = await Promise.all([this.count(question), this.measure(question)]);
    return { ...counted, argo };
  }

  private async count(question: PollQuestion): Promise<Omit<PollAnswer, "argo">> {
    const { pairs, errors, latency, own, unreached } = question;
    const counts = errors || unreached || latency !== undefined || own.length > 0;
    if (!counts || pairs.length === 0) return { servers: {}, counts: [], unreached: [] };
    const { namespace } = this.options;
    const opened = await this.each(this.options.servers, async (server) => {
      const selection = { namespace, pairs, labels: server.labels };
      const from = question.from[server.id];
      const { fromMs, nowMs } = question;
      const asked = { fromMs, nowMs, ...(from !== undefined && { from }) };
      const windows = await windowsAt(server, selection, asked);
      const beginMs = windows[0]?.beginMs ?? from ?? fromMs + 2 * server.scrapeMs;
      return { server, selection, windows, beginMs };
    });
    const { bounds, failed } = await fixBounds(question, opened);
    const fixed = fixedOf(bounds);
    const found = await Promise.all(
      [...opened].map(async ([id, one]): Promise<[string, Result<CountedServer>]> => {
        const failure = one.ok ? failed.get(id) : one;
        if (!one.ok || failure) return [id, failure as Result<never>];
        const { server, selection, windows, beginMs } = one.value;
        const kept = this.kept.get(id) ?? new KeptCounters();
        const at = new WindowCounts(server, windows, kept);
        const untilMs = at.untilMs ?? beginMs;
        const counted = await resultOf(countAt(at, { question, selection, bounds: fixed }));
        if (!counted.ok) return [id, counted];
        kept.keepOnly(untilMs);
        return [id, { ok: true, value: { untilMs, ...counted.value } }];
      }),
    );
    return summed(question, new Map(found), bounds);
  }

  private async measure({ argo, nowMs }: PollQuestion): Promise<ArgoAnswer[]> {
    const { servers, sourceAt } = this.options;
    const asked = argo.flatMap((query) =>
      query.address === undefined
        ? servers.map(({ id, source }) => ({ query, id, source }))
        : [{ query, id: query.address, source: sourceAt(query.address) }],
    );
    return Promise.all(
      asked.map(({ query, id, source }) => measured(query, { id, source }, nowMs)),
    );
  }

  private async each<T>(
    servers: readonly AskedServer[],
    work: (server: AskedServer) => Promise<T>,
  ): Promise<Map<string, Result<T>>> {
    const results = await Promise.all(
      servers.map(async (one) => [one.id, await resultOf(work(one))] as const),
    );
    return new Map(results);
  }
}

/** The bounds by `pairKey`, without the pairs that have none yet. */
function fixedOf(bounds: FixedBounds): ReadonlyMap<string, number> {
  return new Map(
    [...bounds].flatMap(([key, bound]) => ("slowMs" in bound ? [[key, bound.slowMs]] : [])),
  );
}

async function measured(
  { key, query, timeout }: ArgoQuery,
  { id, source }: Pick<AskedServer, "id" | "source">,
  atMs: number,
): Promise<ArgoAnswer> {
  try {
    const text = await source.send({ query, atMs, timeoutMs: timeout * 1000 });
    // As in Argo, a warning is no error.
    const result = readAnswer(text, false);
    const value =
      result.kind === "scalar"
        ? result.value
        : Array.from(result.samples, (sample) => sample.value);
    return { key, server: id, value };
  } catch (error) {
    return { key, server: id, error: (error as Error).message };
  }
}
