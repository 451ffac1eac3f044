/** Requests to one API server and their answers, over kept connections. */
import * as http from "node:http";
import * as https from "node:https";
import { createSecureContext, type SecureContext } from "node:tls";
import {
  identityHeaders,
  tlsOptions,
  withCredentials,
  type KubeClientOptions,
  type TlsOptions,
} from "../client-options";
import type { Credentials } from "../credentials";
import { kubeErrorOf } from "./kube-error";
import { resend, retryAfterOf, sendError, SilenceError } from "./resend";

/** A method of the Kubernetes API. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** How something is asked that the API server only hands on. */
export interface ProxiedRequest {
  /** They reach what is asked. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds that the beginning of its answer may take. @default those of the client */
  readonly timeoutMs?: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** How a TLS connection is made, with what Node made of authority and certificate. */
type SecuredOptions = TlsOptions & { readonly secureContext: SecureContext };

/** Sends requests with the credentials that hold, and again where that is safe. */
export class Transport {
  private agent: http.Agent | Promise<http.Agent> | undefined;
  private last: SecuredOptions | undefined;
  private readonly closing = new AbortController();

  constructor(private readonly options: KubeClientOptions) {}

  private get secure(): boolean {
    return !this.options.server.startsWith("http:");
  }

  /**
   * Opens a request and resolves with the answer once its status is known to be 2xx. It is sent again as
   * {@link resend} says.
   *
   * @throws KubeError on any other status.
   * @throws SilenceError where no answer begins in time
   */
  async open(
    method: Method,
    path: string,
    body?: object,
    type?: string,
    signal?: AbortSignal,
    { headers = {}, timeoutMs }: Pick<ProxiedRequest, "headers" | "timeoutMs"> = {},
  ): Promise<http.IncomingMessage> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const agent = await this.connections();
    const send = (credentials: Credentials) =>
      this.send(credentials, path, {
        method,
        agent,
        ...(signal ? { signal } : {}),
        ...(timeoutMs === undefined ? {} : { beginsMs: timeoutMs }),
        headers: {
          ...headers,
          ...identityHeaders(this.options, credentials),
          accept: "application/json",
          ...(payload === undefined
            ? {}
            : { "content-type": type, "content-length": Buffer.byteLength(payload) }),
        },
        payload,
      });
    return withCredentials(this.options, (credentials) =>
      resend(() => send(credentials), { method, limitMs: this.options.timeoutMs ?? 0 }),
    );
  }

  /**
   * The options of a connection with these credentials. Node reads authority and certificate anew
   * for each connection that is given no context, and a look at a cluster opens several at once.
   */
  private secured(credentials: Credentials): SecuredOptions {
    const options = tlsOptions(this.options, credentials);
    const known = this.last?.cert === options.cert && this.last?.key === options.key;
    this.last = (known && this.last) || { ...options, secureContext: createSecureContext(options) };
    return this.last;
  }

  private send(
    credentials: Credentials,
    path: string,
    {
      payload,
      beginsMs: timeoutMs = this.options.timeoutMs,
      ...options
    }: http.RequestOptions & { readonly payload: string | undefined; readonly beginsMs?: number },
  ): Promise<http.IncomingMessage> {
    const { server } = this.options;
    return new Promise((resolve, reject) => {
      const request = (this.secure ? https : http).request(
        `${server}${path}`,
        // Another certificate means another connection.
        { ...(this.secure && this.secured(credentials)), ...options },
        (response) => {
          clearTimeout(timer);
          const status = response.statusCode ?? 0;
          if (status >= 200 && status <= 299) return resolve(response);
          const { date, "retry-after": retryAfter } = response.headers;
          const headers = { date, retryAfterMs: retryAfterOf(status, retryAfter) };
          const fail = (text: string) => reject(kubeErrorOf(status, text, headers));
          this.read(response).then(fail, reject);
        },
      );
      const late = (after: number) => {
        const error = silence(after);
        request.destroy(error);
        // While a proxy connects, the request has no connection yet whose end it would tell.
        reject(error);
      };
      const timer = timeoutMs ? setTimeout(late, timeoutMs, timeoutMs) : undefined;
      request.on("error", (error) => {
        clearTimeout(timer);
        reject(sendError(error, request));
      });
      request.end(payload);
    });
  }

  /** What keeps the connections. The packages for a proxy load only where one is named. */
  connections(): http.Agent | Promise<http.Agent> {
    const { proxy } = this.options;
    this.agent ??= proxy
      ? import("../proxy-agent.js").then(({ proxyAgent }) =>
          proxyAgent(proxy, this.secure ? "https:" : "http:", this.options, this.closing.signal),
        )
      : new (this.secure ? https : http).Agent({ keepAlive: true });
    return this.agent;
  }

  /**
   * All of an answer.
   *
   * @throws SilenceError where it pauses for longer than an answer's beginning may take
   */
  read(response: http.IncomingMessage): Promise<string> {
    return readAll(response, this.options.timeoutMs);
  }

  /** Closes the kept connections. */
  close(): void {
    this.closing.abort();
    void Promise.resolve(this.agent).then((agent) => agent?.destroy());
  }
}

function silence(ms: number): SilenceError {
  return new SilenceError(`no answer within ${ms / 1000} s`, ms);
}

/**
 * @param timeoutMs milliseconds that the answer may pause. @default no limit
 * @throws SilenceError where it pauses for longer
 */
function readAll(response: http.IncomingMessage, timeoutMs?: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const late = (after: number) => response.destroy(silence(after));
    const timer = timeoutMs ? setTimeout(late, timeoutMs, timeoutMs) : undefined;
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      timer?.refresh();
    });
    response.on("end", () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString("utf8"));
    });
    response.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
