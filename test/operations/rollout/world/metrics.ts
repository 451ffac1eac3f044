// Metrics servers for specs of rollouts: one in each cluster, whose counters grow by the second.
import type { Tally } from "../../../../model/analysis/counts";
import type {
  MetricsPort,
  PollAnswer,
  PollQuestion,
} from "../../../../operations/rollout/analysis/port";

/** Milliseconds between two looks of a server at its proxies. */
export const scrapeMs = 15_000;

/** What a server answers. */
export interface ServerState {
  readonly id: string;
  readonly away: boolean;
}

/** Servers that count one request of each version in each second. */
export function metricsOf(about: {
  readonly servers: () => readonly ServerState[];
  /** The share of the canary's requests that are bad, in a window. */
  readonly bad: () => number;
}): MetricsPort {
  return {
    get servers() {
      return about.servers().map(({ id }) => id);
    },
    poll: (question) => Promise.resolve(answerOf(question, about.servers(), about.bad())),
  };
}

function answerOf(
  question: PollQuestion,
  servers: readonly ServerState[],
  bad: number,
): PollAnswer {
  const windows = servers.map(({ id, away }) => {
    const begin = question.from[id] ?? question.fromMs + 2 * scrapeMs;
    return { id, away, begin, end: Math.max(begin, question.nowMs - scrapeMs) };
  });
  const tallies = windows
    .filter(({ away }) => !away)
    .map(({ id, begin, end }): Tally => {
      const requests = (end - begin) / 1000;
      return {
        ...{ source: id, destination: id, stable: [requests, 0] },
        canary: [requests, Math.floor(requests * bad)],
      };
    });
  const metrics = [
    ...(question.errors ? ["errors"] : []),
    ...(question.latency ? ["latency"] : []),
    ...question.own.map(({ name }) => name),
  ];
  return {
    servers: Object.fromEntries(
      windows.map(({ id, away, end }) => [
        id,
        away ? { why: "it does not answer" } : { untilMs: end },
      ]),
    ),
    counts: question.pairs.flatMap((pair) =>
      metrics.map((metric) => ({ ...{ pair, metric, tallies }, slowMs: 100 })),
    ),
    unreached: [],
    argo: question.argo.flatMap(({ key }) =>
      servers.map(({ id, away }) =>
        away ? { key, server: id, error: "it does not answer" } : { key, server: id, value: [bad] },
      ),
    ),
  };
}
