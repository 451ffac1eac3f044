/** Asks a metrics server at its address, through a proxy where the environment names one. */
import * as http from "node:http";
import * as https from "node:https";
import { createGunzip } from "node:zlib";
import { environmentProxy } from "../../kubernetes/proxy";
import { connectionText, isRefusal, statusText } from "./refusals";
import {
  late,
  mostBytes,
  parametersOf,
  QueryRefusedError,
  textOf,
  type Query,
  type QuerySource,
} from "./source";

/** Where a server is, and what it gets with each request. */
export interface DirectOptions {
  /** Its address, with the path before `/api/v1`. */
  readonly url: string;
  /** @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Reads the bearer token once, when it is needed. @default none is sent */
  readonly token?: () => Promise<string>;
  /** Reads its authorities once, as PEM. @default those of Node.js */
  readonly ca?: () => string;
  /** Ends all requests early. */
  readonly signal?: AbortSignal;
  /** @default 64 MiB */
  readonly mostBytes?: number;
}

/** Letters of a query's parameters above which they go in a body: some proxies cut long addresses. */
const longQuery = 2000;

/** Requests that were sent to a server that has closed the connection meanwhile are sent again. */
const keptTries = 2;

/** A server at an address. */
export class DirectSource implements QuerySource {
  private agent: Promise<http.Agent> | undefined;
  private token: Promise<string> | undefined;
  private ca: string | undefined;
  /** Whether it takes queries as POST. */
  private posts = true;
  private readonly target: URL;

  constructor(private readonly options: DirectOptions) {
    this.target = new URL(`${options.url.replace(/\/+$/, "")}/api/v1/query`);
  }

  async send(query: Query): Promise<string> {
    const parameters = parametersOf(query).toString();
    const asPost = this.posts && parameters.length > longQuery;
    const answer = await this.asked(asPost, parameters, query.timeoutMs);
    if (!asPost || answer.status !== 405) return this.read(answer);
    this.posts = false;
    return this.read(await this.asked(false, parameters, query.timeoutMs));
  }

  private read({ status, text, location }: Answer): string {
    if (status >= 200 && status < 300) return text;
    const words = statusText(status, text, location);
    throw isRefusal(status, text) ? new QueryRefusedError(words) : new Error(words);
  }

  private async asked(asPost: boolean, parameters: string, timeoutMs: number): Promise<Answer> {
    const headers = await this.headers();
    const over = AbortSignal.timeout(Math.max(1, timeoutMs));
    const { signal } = this.options;
    const ends = signal ? AbortSignal.any([signal, over]) : over;
    for (let tries = 1; ; tries += 1)
      try {
        return await this.once({ asPost, parameters, headers, signal: ends });
      } catch (error) {
        if (over.aborted) throw late(timeoutMs);
        if (error instanceof Broken && error.kept && tries < keptTries) continue;
        const cause = error instanceof Broken ? error.cause : (error as NodeJS.ErrnoException);
        throw cause.code === undefined ? cause : new Error(connectionText(cause), { cause });
      }
  }

  private async once({ asPost, parameters, headers, signal }: Asked): Promise<Answer> {
    const { target } = this;
    const agent = await this.connections();
    const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const send = target.protocol === "https:" ? https.request : http.request;
      const path = target.pathname + (asPost ? "" : `?${parameters}`);
      const sent = send(target, {
        ...{ method: asPost ? "POST" : "GET", path, agent, signal },
        headers: {
          ...headers,
          ...(asPost && {
            "content-type": "application/x-www-form-urlencoded",
            "content-length": Buffer.byteLength(parameters),
          }),
        },
      });
      sent.on("response", resolve);
      sent.on("error", (cause) => reject(new Broken(cause, sent.reusedSocket)));
      sent.end(asPost ? parameters : undefined);
    });
    const zipped = answer.headers["content-encoding"] === "gzip";
    // What breaks the answer off ends the one who reads it, too.
    const body = zipped ? answer.pipe(createGunzip()) : answer;
    if (zipped) answer.once("error", (error) => body.destroy(error));
    const text = await textOf(body, this.options.mostBytes ?? mostBytes).finally(() =>
      answer.destroy(),
    );
    const { location } = answer.headers;
    return { status: answer.statusCode ?? 0, text, ...(location && { location }) };
  }

  private async headers(): Promise<Record<string, string>> {
    const { headers = {}, token } = this.options;
    this.token ??= token?.();
    const bearer = await this.token?.catch((error: unknown) => {
      // The next question reads it anew.
      this.token = undefined;
      throw error;
    });
    return {
      "accept-encoding": "gzip",
      "user-agent": "gray-release",
      ...headers,
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    };
  }

  private async connections(): Promise<http.Agent> {
    this.agent ??= this.connect();
    return this.agent.catch((error: unknown) => {
      this.agent = undefined;
      throw error;
    });
  }

  private async connect(): Promise<http.Agent> {
    const { ca: readCa, signal = new AbortController().signal } = this.options;
    this.ca ??= readCa?.();
    const tls = this.ca === undefined ? {} : { ca: this.ca };
    const proxy = environmentProxy(this.target);
    if (proxy) {
      const { proxyAgent } = await import("../../kubernetes/proxy-agent.js");
      return proxyAgent(proxy, this.target.protocol, tls, signal);
    }
    return this.target.protocol === "https:"
      ? new https.Agent({ keepAlive: true, ...tls })
      : new http.Agent({ keepAlive: true });
  }
}

interface Asked {
  readonly asPost: boolean;
  readonly parameters: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  /** Where a redirect leads. */
  readonly location?: string;
}

/** A request broke before its answer began. */
class Broken extends Error {
  constructor(
    override readonly cause: NodeJS.ErrnoException,
    reused: boolean,
  ) {
    super(cause.message);
    this.kept = reused && ["ECONNRESET", "EPIPE"].includes(cause.code ?? "");
  }

  /** Whether the server had closed a connection that was kept. */
  readonly kept: boolean;
}
