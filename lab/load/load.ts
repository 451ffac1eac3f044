// Load of HTTP/1.1 requests, counted by version; steady, or so many.
import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher, Pool } from "undici";
import { AnswerLog } from "./answer-log";
import { type LoadTotals, type Outcome, repeat, times } from "./load-totals";

export type { LoadTotals } from "./load-totals";

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
  /**
   * Milliseconds for which a connection rests before each request, by half more or less, so that they don't keep step.
   * Default 0.
   */
  pause?: number;
  /** PEM of the authority that an `https` server's certificate must come from. Default: the system's. */
  ca?: string;
  /** Name for SNI, which the certificate must carry. Default: the header `host`, else the URL's host. */
  servername?: string;
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

/**
 * Sends `count` requests and counts the answers.
 *
 * @returns the totals; failed requests are counted, never thrown.
 * @throws TypeError when `url` is no URL or `count` no positive integer.
 */
export async function sendRequests(options: LoadOptions & { count: number }): Promise<LoadTotals> {
  return drive(options, times(options.count));
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
  const timeout = options.timeout ?? 10_000;
  // Loaded on use: commands that send nothing should not pay for it.
  const { Pool: PoolClass } = await import("undici");
  const pool = new PoolClass(url.origin, {
    connections: options.concurrency ?? 16,
    pipelining: 1,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    connect: { timeout, ...(options.ca ? { ca: options.ca } : {}) },
  });
  const request: Request = {
    method: "GET",
    path: `${url.pathname}${url.search}`,
    headers: options.headers ?? {},
    ...(options.servername ? { servername: options.servername } : {}),
  };
  const totals = await repeat(
    options.concurrency ?? 16,
    more,
    async () => {
      if (options.pause) await sleep(options.pause * (0.5 + Math.random()));
      return send(pool, request, options.onAnswer);
    },
    (outcome, at) => log?.add({ at, ...outcome }),
  );
  await pool.close();
  return totals;
}

/** undici takes the name for SNI with each request, though its types do not say so. */
type Request = Dispatcher.DispatchOptions & { servername?: string };

interface HttpOutcome extends Outcome {
  status: number;
}

function send(
  pool: Pool,
  request: Request,
  onAnswer: LoadOptions["onAnswer"],
): Promise<HttpOutcome> {
  return new Promise((done) => {
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
        done({ status, version, cluster, ...(good ? {} : { failure: reason(status, body) }) });
      },
      onResponseError(_controller, error) {
        const code = (error as NodeJS.ErrnoException).code;
        done({ status: 0, version: "", cluster: "", failure: code ?? error.message });
      },
    });
  });
}

/** The status with the start of the body, in which Envoy says why a request failed. */
function reason(status: number, body: string): string {
  const text = body.trim().replace(/\s+/g, " ").slice(0, 100);
  return text ? `HTTP ${status}: ${text}` : `HTTP ${status}`;
}
