import type { Dispatcher, Pool } from "undici";
import { AnswerLog } from "./answer-log";

/** What to send. */
export interface LoadOptions {
  /** Address of a gateway with the path, e.g. `http://127.0.0.1:30080/hello`. */
  url: string;
  /** Connections kept open, each with one request at a time. Default 16. */
  concurrency?: number;
  /** Extra request headers; `host` picks the virtual host. */
  headers?: Record<string, string>;
  /** Milliseconds after which a request without an answer counts as failed. Default 10,000. */
  timeout?: number;
  /** Called for every answer with status, body and headers; slows the load down a little. */
  onAnswer?: (answer: Answer) => void;
}

/** One answer, as `onAnswer` gets it. */
export interface Answer {
  status: number;
  /** The header `x-version` of the answering app, "" when absent. */
  version: string;
  /** The header `x-cluster` of the answering app, "" when absent. */
  cluster: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** What came back. */
export interface LoadTotals {
  /** Requests sent and ended. */
  total: number;
  /** Requests with no answer or with a status other than 2xx. */
  failed: number;
  /** The failures by kind: `HTTP 503: upstream connect error …`, `ECONNREFUSED`, … */
  failures: Record<string, number>;
  /** Good answers by the header `x-version` (`unknown` when absent). */
  byVersion: Record<string, number>;
  /** Good answers by the cluster in which the answering pod ran (`unknown` when absent). */
  byCluster: Record<string, number>;
  /** Wall time in seconds. */
  seconds: number;
}

/**
 * Sends `count` requests and counts the answers.
 *
 * @returns the totals; failed requests are counted, never thrown.
 * @throws TypeError when `url` is no URL or `count` no positive integer.
 */
export async function sendRequests(options: LoadOptions & { count: number }): Promise<LoadTotals> {
  const { count } = options;
  if (!Number.isInteger(count) || count < 1) {
    throw new TypeError(`The number of requests must be a positive integer, but is ${count}.`);
  }
  let started = 0;
  return drive(options, () => started++ < count);
}

/**
 * Sends requests without a pause until `signal` aborts, and keeps every answer with its time.
 *
 * @returns the totals and the log of answers, after the requests under way have ended.
 * @throws TypeError when `url` is no URL.
 */
export async function steadyLoad(
  options: LoadOptions & { signal: AbortSignal },
): Promise<LoadTotals & { answers: AnswerLog }> {
  const answers = new AnswerLog();
  const totals = await drive(options, () => !options.signal.aborted, answers);
  return { ...totals, answers };
}

async function drive(
  options: LoadOptions,
  more: () => boolean,
  log?: AnswerLog,
): Promise<LoadTotals> {
  const url = new URL(options.url);
  const concurrency = options.concurrency ?? 16;
  const timeout = options.timeout ?? 10_000;
  // Loaded on use: commands that send nothing should not pay for it.
  const { Pool: PoolClass } = await import("undici");
  const pool = new PoolClass(url.origin, {
    connections: concurrency,
    pipelining: 1,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    connect: { timeout },
  });
  const totals: LoadTotals = {
    total: 0,
    failed: 0,
    failures: {},
    byVersion: {},
    byCluster: {},
    seconds: 0,
  };
  const request: Dispatcher.DispatchOptions = {
    method: "GET",
    path: `${url.pathname}${url.search}`,
    headers: options.headers ?? {},
  };
  const begin = performance.now();
  const worker = async (): Promise<void> => {
    while (more()) {
      const outcome = await send(pool, request, options.onAnswer);
      count(totals, outcome);
      log?.add({ at: performance.now() - begin, ...outcome });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  totals.seconds = (performance.now() - begin) / 1000;
  await pool.close();
  return totals;
}

interface Outcome {
  status: number;
  version: string;
  cluster: string;
  failure?: string;
}

function count(totals: LoadTotals, { failure, version, cluster }: Outcome): void {
  totals.total += 1;
  if (failure !== undefined) {
    totals.failed += 1;
    totals.failures[failure] = (totals.failures[failure] ?? 0) + 1;
    return;
  }
  const versionKey = version || "unknown";
  const clusterKey = cluster || "unknown";
  totals.byVersion[versionKey] = (totals.byVersion[versionKey] ?? 0) + 1;
  totals.byCluster[clusterKey] = (totals.byCluster[clusterKey] ?? 0) + 1;
}

function send(
  pool: Pool,
  request: Dispatcher.DispatchOptions,
  onAnswer: LoadOptions["onAnswer"],
): Promise<Outcome> {
  return new Promise((resolve) => {
    let status = 0;
    let headers: Answer["headers"] = {};
    let body = "";
    let keepBody = false;
    // undici's raw handler interface: no stream and no promise for each body, which doubles the rate.
    pool.dispatch(request, {
      // Present, though empty: by it undici tells this interface from its older one.
      onRequestStart() {},
      onResponseStart(_controller, statusCode, responseHeaders) {
        status = statusCode;
        headers = responseHeaders;
        keepBody = onAnswer !== undefined || status < 200 || status > 299;
      },
      onResponseData(_controller, chunk) {
        if (keepBody) body += chunk.toString();
      },
      onResponseEnd() {
        const version = String(headers["x-version"] ?? "");
        const cluster = String(headers["x-cluster"] ?? "");
        onAnswer?.({ status, version, cluster, headers, body });
        const good = status >= 200 && status <= 299;
        resolve({ status, version, cluster, ...(good ? {} : { failure: reason(status, body) }) });
      },
      onResponseError(_controller, error) {
        const code = (error as NodeJS.ErrnoException).code;
        resolve({ status: 0, version: "", cluster: "", failure: code ?? error.message });
      },
    });
  });
}

/** The status with the start of the body, in which Envoy says why a request failed. */
function reason(status: number, body: string): string {
  const text = body.trim().replace(/\s+/g, " ").slice(0, 100);
  return text ? `HTTP ${status}: ${text}` : `HTTP ${status}`;
}
