import * as http from "node:http";
import * as https from "node:https";

/** The parts of a Kubernetes object that every kind has. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
}

/** The parts of an object's metadata that the lab reads. */
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
}

/** An answer of an API server other than 2xx. */
export class KubeError extends Error {
  override name = "KubeError";
  constructor(
    readonly status: number,
    message: string,
    /** The API's `reason`, such as NotFound or Conflict. */
    readonly reason: string,
  ) {
    super(message);
  }
}

/** Where an API server is and who asks. */
export interface KubeClientOptions {
  /** `https://host:port` */
  server: string;
  /** PEM of the authority that signed its certificate. */
  authority: string;
  token: string;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * A small client of the Kubernetes REST API: what the lab needs is server-side apply, merge patches,
 * and watches, all on one kept connection pool. The official client takes several times as long to
 * load as this file's whole work, at every start of the lab.
 */
export class KubeClient {
  private readonly agent: https.Agent;

  constructor(private readonly options: KubeClientOptions) {
    this.agent = new https.Agent({ keepAlive: true, ca: options.authority });
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

  /** POST: creates an object or calls a subresource such as a token request. */
  create<T>(path: string, body: object): Promise<T> {
    return this.request<T>("POST", path, body, "application/json");
  }

  /** Server-side apply under the lab's own field manager, taking over fields that others set. */
  apply<T extends KubeObject>(path: string, body: T): Promise<T> {
    return this.request<T>(
      "PATCH",
      `${path}?fieldManager=gray-release-lab&force=true`,
      body,
      "application/apply-patch+yaml",
    );
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
    const response = await this.open("GET", path);
    return readAll(response);
  }

  /** Sends one request and reads the JSON of the answer. */
  async request<T>(method: Method, path: string, body?: object, type?: string): Promise<T> {
    const response = await this.open(method, path, body, type);
    return JSON.parse(await readAll(response)) as T;
  }

  /**
   * Opens a request and resolves with the answer once its status is known to be 2xx.
   *
   * @throws KubeError on any other status.
   */
  open(
    method: Method,
    path: string,
    body?: object,
    type?: string,
    signal?: AbortSignal,
  ): Promise<http.IncomingMessage> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const request = https.request(
        `${this.options.server}${path}`,
        {
          method,
          agent: this.agent,
          ...(signal ? { signal } : {}),
          headers: {
            authorization: `Bearer ${this.options.token}`,
            accept: "application/json",
            ...(payload === undefined
              ? {}
              : { "content-type": type, "content-length": Buffer.byteLength(payload) }),
          },
        },
        (response) => {
          const status = response.statusCode ?? 0;
          if (status >= 200 && status <= 299) return resolve(response);
          readAll(response).then((text) => reject(asError(status, text)), reject);
        },
      );
      request.on("error", reject);
      request.end(payload);
    });
  }

  /** Closes the kept connections. */
  close(): void {
    this.agent.destroy();
  }
}

function readAll(response: http.IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    response.on("error", reject);
  });
}

function asError(status: number, text: string): KubeError {
  try {
    const { message, reason } = JSON.parse(text) as { message?: string; reason?: string };
    return new KubeError(status, message ?? text, reason ?? "");
  } catch {
    return new KubeError(status, `HTTP ${status}: ${text.slice(0, 200)}`, "");
  }
}
