/** Asks one replica of istiod what it knows, and what its proxies acknowledged. */
import * as http from "node:http";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { KubeError } from "../../kubernetes/client";
import { SilenceError } from "../../kubernetes/http/resend";
import { isPodReady } from "../../kubernetes/pod-ready";
import type { ClusterApi } from "../cluster-api";
import { whyUnready, type Pod } from "../pods/why-unready";
import { environmentOf, type IstiodEnvironment, type PodWithEnvironment } from "./environment";
import type { EndpointShards, ProxyState, StoredConfig } from "./istiod-state";
import { readMetrics, type IstiodMetrics } from "./metrics";
import type { IstiodTuning } from "./pushes";
import { shardsOf } from "./shards";

/** Where istiod serves its metrics and, to callers from its own pod only, its debug pages. */
const port = 15014;

/** What an istiod is asked through. */
type Client = Pick<ClusterApi, "list" | "connectToPod">;

/** How an istiod is asked. */
export interface IstiodOptions {
  /** Milliseconds that an answer may take. @default 10000 */
  readonly timeoutMs?: number;
}

/** A cluster has pods of istiod, but none of them is ready. */
export class NotReadyError extends Error {
  override name = "NotReadyError";
  constructor(
    /** The pods that are not ready, each with the reason, in words. */
    readonly pods: readonly string[],
  ) {
    super(`none of its pods is ready: ${pods.join("; ")}`);
  }
}

/** The API server through which an istiod is asked is away: asked again, it may answer. */
export class AwayError extends Error {
  override name = "AwayError";
}

type IstiodPod = Pod & PodWithEnvironment;

/** The proxies of an istiod at one moment. */
export interface IstiodProxies {
  readonly proxies: readonly ProxyState[];
  /** The time by istiod's own clock, in milliseconds since 1970, to a second; NaN if it is unknown. */
  readonly nowMs: number;
}

/** One replica of istiod. */
export class Istiod {
  private constructor(
    readonly name: string,
    private readonly environment: IstiodEnvironment,
    private readonly connection: Duplex,
    private readonly agent: http.Agent,
    private readonly timeoutMs: number,
  ) {}

  /**
   * Connects to all ready replicas of a cluster's istiod.
   *
   * @param namespace the namespace of the cluster's mesh
   * @throws AwayError where the API server does not answer, or is too busy or too young to
   * @throws NotReadyError where it has pods, and none of them is ready
   * @throws Error that says why they can't be asked
   */
  static async all(
    client: Client,
    namespace: string,
    options: IstiodOptions = {},
  ): Promise<Istiod[]> {
    const pods = await podsOf(client, namespace).catch((error: Error) => {
      const why = `its pods can't be listed: ${plain(error)}`;
      throw new (isAway(error) ? AwayError : Error)(why, { cause: error });
    });
    if (pods.length === 0) throw new Error(`no pod in ${namespace} has the label app=istiod`);
    const ready = pods.filter(isPodReady);
    if (ready.length === 0) throw new NotReadyError(pods.map(unready));
    return Promise.all(ready.map((pod) => Istiod.connect(client, namespace, pod, options)));
  }

  /** The names of all ready replicas of a cluster's istiod, of every revision. */
  static async ready(client: Pick<ClusterApi, "list">, namespace: string): Promise<string[]> {
    return (await podsOf(client, namespace))
      .filter(isPodReady)
      .map(({ metadata }) => metadata.name);
  }

  private static async connect(
    client: Client,
    namespace: string,
    pod: IstiodPod,
    { timeoutMs = 10_000 }: IstiodOptions,
  ): Promise<Istiod> {
    const { name } = pod.metadata;
    try {
      const connection = await client.connectToPod({ namespace, name }, port);
      // All requests share this connection: each waits for the answer to the one before.
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      Object.assign(agent, { createConnection: () => connection });
      return new Istiod(name, environmentOf(pod), connection, agent, timeoutMs);
    } catch (error) {
      const why = plain(error as Error);
      throw new Error(`no port of its pod ${name} can be forwarded: ${why}`, { cause: error });
    }
  }

  /** The name of its own cluster, as the mesh has it. */
  get clusterId(): string {
    return this.environment.clusterId;
  }

  /** The revision whose proxies connect to it. */
  get revision(): string {
    return this.environment.revision;
  }

  /** How it gathers changes and pushes. */
  get tuning(): IstiodTuning {
    return this.environment;
  }

  /** The configuration in its store. */
  async configs(): Promise<readonly StoredConfig[]> {
    return JSON.parse((await this.get("/debug/configz")).body) as StoredConfig[];
  }

  /**
   * The endpoints that it knows, of all clusters.
   *
   * @param hosts only of these
   */
  async endpoints(hosts: readonly string[]): Promise<EndpointShards> {
    return shardsOf((await this.get("/debug/endpointShardz")).body, hosts);
  }

  /** The proxies that are connected to it, with what it sent to each and what each acknowledged. */
  async proxies(): Promise<IstiodProxies> {
    const { body, date } = await this.get("/debug/syncz");
    return { proxies: JSON.parse(body) as ProxyState[], nowMs: Date.parse(date) };
  }

  /** What it counted since its start. */
  async metrics(): Promise<IstiodMetrics> {
    return readMetrics((await this.get("/metrics")).body);
  }

  /** Closes the connection to its pod. */
  close(): void {
    this.connection.destroy();
    this.agent.destroy();
  }

  private async get(path: string): Promise<Answer> {
    if (this.connection.destroyed)
      throw new Error(`the connection to istiod's pod ${this.name} is closed`);
    const late = new AbortController();
    // It must keep the process alive, which nothing else may do while the connection is silent:
    // a program that ends in the middle leaves the engine without a reason.
    const timer = setTimeout(() => late.abort(), this.timeoutMs);
    try {
      return await this.ask(path, late.signal);
    } catch (error) {
      if (!late.signal.aborted) throw error;
      const ms = this.timeoutMs;
      throw new SilenceError(
        `istiod's pod ${this.name} gives no answer within ${ms / 1000} s`,
        ms,
        {
          cause: error,
        },
      );
    } finally {
      clearTimeout(timer);
    }
  }

  private async ask(path: string, signal: AbortSignal): Promise<Answer> {
    const answer = await new Promise<http.IncomingMessage>((done, fail) => {
      const request = http.get({ host: "localhost", port, path, agent: this.agent, signal }, done);
      request.once("error", fail);
    });
    const body = await text(answer);
    if (answer.statusCode === 200) return { body, date: answer.headers.date ?? "" };
    throw new Error(`istiod's pod ${this.name} answers ${answer.statusCode} for ${path}`);
  }
}

interface Answer {
  readonly body: string;
  /** When istiod gave it, as HTTP has it. */
  readonly date: string;
}

function podsOf(
  client: Pick<ClusterApi, "list">,
  namespace: string,
): Promise<readonly IstiodPod[]> {
  const selector = encodeURIComponent("app=istiod");
  return client.list(`/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`);
}

/** 429 is also what an API server answers whose storage is not ready yet. */
function isAway(error: Error): boolean {
  return !(error instanceof KubeError) || error.status === 429 || error.status >= 500;
}

function unready({ metadata: { name, deletionTimestamp }, status }: Pod): string {
  return `pod ${name}: ${deletionTimestamp ? "it is being deleted" : whyUnready({ status })}`;
}

function plain(error: Error): string {
  return error instanceof KubeError
    ? `the API server answers ${error.status} (${error.reason})`
    : error.message;
}
