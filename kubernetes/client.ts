/** The client of the Kubernetes API: what is asked of objects and lists, as one API server has them. */
import type * as http from "node:http";
import type { Duplex } from "node:stream";
import type { ApplyOptions, KubeClientOptions } from "./client-options";
import { KubeError } from "./http/kube-error";
import { Transport, type Method, type ProxiedRequest } from "./http/transport";

export { KubeError };

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

/** An object as a server has it, and when that was by the server's own clock. */
export interface Dated<T> {
  /** Left out where there is none. */
  readonly object?: T;
  /** Milliseconds since 1970, cut to whole seconds: what its header `Date` says. */
  readonly nowMs: number;
}

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
  private readonly transport: Transport;

  constructor(readonly options: KubeClientOptions) {
    this.transport = new Transport(options);
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

  /**
   * GET of one object, with the time at the server (`Date`, RFC 9110, 6.6.1). Unlike {@link get}, it
   * takes no 404 of a proxy or load balancer in between for an object that is not there.
   *
   * @throws Error where the answer tells no time
   */
  async getDated<T>(path: string): Promise<Dated<T>> {
    try {
      const response = await this.open("GET", path);
      const nowMs = timeOf(response.headers.date);
      return { object: JSON.parse(await this.transport.read(response)) as T, nowMs };
    } catch (error) {
      if (!(error instanceof KubeError && error.status === 404 && error.reason === "NotFound"))
        throw error;
      return { nowMs: timeOf(error.date) };
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
    return this.transport.read(await this.open("GET", path));
  }

  /** Sends one request and reads the JSON of the answer. */
  async request<T>(method: Method, path: string, body?: object, type?: string): Promise<T> {
    const response = await this.open(method, path, body, type);
    return JSON.parse(await this.transport.read(response)) as T;
  }

  /** Opens a request; see {@link Transport.open}. */
  open(
    method: Method,
    path: string,
    body?: object,
    type?: string,
    signal?: AbortSignal,
  ): Promise<http.IncomingMessage> {
    return this.transport.open(method, path, body, type, signal);
  }

  /**
   * Opens a GET of what the API server only hands on, such as a Service behind its proxy. The
   * credentials of the kubeconfig stay with the API server.
   *
   * @throws KubeError on any status other than 2xx, of the API server or of what is behind it
   */
  proxied(path: string, request: ProxiedRequest = {}): Promise<http.IncomingMessage> {
    return this.transport.open("GET", path, undefined, undefined, request.signal, request);
  }

  /** A connection to a port of a pod, as from inside the pod. See {@link connectToPod}. */
  async connectToPod(
    pod: { readonly namespace: string; readonly name: string },
    port: number,
  ): Promise<Duplex> {
    // Few commands forward a port, so the WebSocket library loads for those alone.
    const { connectToPod } = await import("./port-forward.js");
    const agent = this.options.proxy && (await this.transport.connections());
    return connectToPod(this.options, pod, port, agent && { agent });
  }

  /** Closes the kept connections. */
  close(): void {
    this.transport.close();
  }
}

function timeOf(date: string | undefined): number {
  const ms = Date.parse(date ?? "");
  if (Number.isNaN(ms)) throw new Error("its answer has no header Date that tells the time there");
  return ms;
}
