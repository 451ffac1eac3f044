/** The client of the Kubernetes API: requests, answers and errors, as one API server has them. */
import * as http from "node:http";
import * as https from "node:https";
import type { Duplex } from "node:stream";
import {
  identityHeaders,
  tlsOptions,
  withCredentials,
  type ApplyOptions,
  type KubeClientOptions,
} from "./client-options";
import type { Credentials } from "./credentials";
import { resend, retryAfterOf, sendError, SilenceError } from "./resend";

/** The parts of a Kubernetes object that every kind has. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
}

/** The parts of an object's metadata that are read here. */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  managedFields?: ManagedFields[];
}

/** Who wrote which fields of an object, as server-side apply keeps it. */
export interface ManagedFields {
  manager: string;
  operation: "Apply" | "Update";
  time?: string;
  subresource?: string;
  fieldsV1?: object;
}

/** An answer of an API server other than 2xx. */
export class KubeError extends Error {
  override name = "KubeError";
  constructor(
    readonly status: number,
    message: string,
    /** The API's `reason`, such as NotFound or Conflict. */
    readonly reason: string,
    /** Milliseconds after which the API server asks to be asked again. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A list as the API gives it: its items have neither apiVersion nor kind. */
interface List<T> {
  readonly items: readonly T[];
}

/**
 * A small client of the Kubernetes REST API: server-side apply, merge patches, lists and watches, on one kept
 * connection pool. The official client takes several times as long to load as an abort may take as a whole, at every
 * start of the program, the `gray` command and the lab.
 */
export class KubeClient {
  private agent: http.Agent | Promise<http.Agent> | undefined;
  private readonly closing = new AbortController();

  constructor(readonly options: KubeClientOptions) {}

  private get secure(): boolean {
    return !this.options.server.startsWith("http:");
  }

  /** GET of one object, or undefined when there is none. */
  async get<T>(path: string): Promise<T | undefined> {
    try {
      return await this.request<T>("GET", path);
    } catch (error) {
      if (error instanceof KubeError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** The objects at a path. */
  async list<T>(path: string): Promise<readonly T[]> {
    return (await this.request<List<T>>("GET", path)).items;
  }

  /** POST: creates an object or calls a subresource such as a token request. */
  create<T>(path: string, body: object): Promise<T> {
    return this.request<T>("POST", path, body, "application/json");
  }

  /**
   * Server-side apply under the client's field manager.
   *
   * @param how `force` (default true): takes ownership of fields that other managers set, else that is a conflict (409);
   *   `dryRun`: answers as if it were done, and changes nothing; `fieldManager`: the manager that owns what it sets
   *   (default: the client's own)
   */
  apply<T extends KubeObject>(
    path: string,
    body: T,
    { force = true, dryRun = false, fieldManager = this.options.fieldManager }: ApplyOptions = {},
  ): Promise<T> {
    const manager = encodeURIComponent(fieldManager);
    const query = `fieldManager=${manager}&force=${force}${dryRun ? "&dryRun=All" : ""}`;
    return this.request<T>("PATCH", `${path}?${query}`, body, "application/apply-patch+yaml");
  }

  /**
   * JSON merge patch (RFC 7386).
   *
   * @param how `fieldManager`: the manager that owns what the patch sets (default: the client's own)
   */
  mergePatch<T>(
    path: string,
    body: object,
    { fieldManager = this.options.fieldManager }: { readonly fieldManager?: string } = {},
  ): Promise<T> {
    const query = `fieldManager=${encodeURIComponent(fieldManager)}`;
    return this.request<T>("PATCH", `${path}?${query}`, body, "application/merge-patch+json");
  }

  /** Strategic merge patch. */
  patch<T>(path: string, body: object): Promise<T> {
    return this.request<T>("PATCH", path, body, "application/strategic-merge-patch+json");
  }

  /** DELETE; an object that is gone already is no error. */
  async delete(path: string, body?: object): Promise<void> {
    try {
      await this.request("DELETE", path, body, "application/json");
    } catch (error) {
      if (!(error instanceof KubeError && error.status === 404)) throw error;
    }
  }

  /** GET of a path that answers text, such as `/readyz`. */
  async text(path: string): Promise<string> {
    return this.read(await this.open("GET", path));
  }

  /** Sends one request and reads the JSON of the answer. */
  async request<T>(method: Method, path: string, body?: object, type?: string): Promise<T> {
    const response = await this.open(method, path, body, type);
    return JSON.parse(await this.read(response)) as T;
  }

  private read(response: http.IncomingMessage): Promise<string> {
    return readAll(response, this.options.timeoutMs);
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
  ): Promise<http.IncomingMessage> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const agent = await this.connections();
    const send = (credentials: Credentials) =>
      this.send(credentials, path, {
        method,
        agent,
        ...(signal ? { signal } : {}),
        headers: {
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

  private send(
    credentials: Credentials,
    path: string,
    { payload, ...options }: http.RequestOptions & { readonly payload: string | undefined },
  ): Promise<http.IncomingMessage> {
    const { server, timeoutMs } = this.options;
    return new Promise((resolve, reject) => {
      const request = (this.secure ? https : http).request(
        `${server}${path}`,
        // Another certificate means another connection.
        { ...(this.secure && tlsOptions(this.options, credentials)), ...options },
        (response) => {
          clearTimeout(timer);
          const status = response.statusCode ?? 0;
          if (status >= 200 && status <= 299) return resolve(response);
          const retryAfterMs = retryAfterOf(status, response.headers["retry-after"]);
          const fail = (text: string) => reject(asError(status, text, retryAfterMs));
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
  private connections(): http.Agent | Promise<http.Agent> {
    const { proxy } = this.options;
    this.agent ??= proxy
      ? import("./proxy-agent.js").then(({ proxyAgent }) =>
          proxyAgent(proxy, this.secure ? "https:" : "http:", this.options, this.closing.signal),
        )
      : new (this.secure ? https : http).Agent({ keepAlive: true });
    return this.agent;
  }

  /** A connection to a port of a pod, as from inside the pod. See {@link connectToPod}. */
  async connectToPod(
    pod: { readonly namespace: string; readonly name: string },
    port: number,
  ): Promise<Duplex> {
    // Few commands forward a port, so the WebSocket library loads for those alone.
    const { connectToPod } = await import("./port-forward.js");
    const agent = this.options.proxy && (await this.connections());
    return connectToPod(this.options, pod, port, agent && { agent });
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

function asError(status: number, text: string, retryAfterMs?: number): KubeError {
  try {
    const { message, reason } = JSON.parse(text) as { message?: string; reason?: string };
    return new KubeError(status, message ?? text, reason ?? "", retryAfterMs);
  } catch {
    return new KubeError(status, `HTTP ${status}: ${text.slice(0, 200)}`, "", retryAfterMs);
  }
}
