import * as http from "node:http";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import type { EndpointShards, ProxyState, StoredConfig } from "./istiod-state";
import { KubeError, type KubeClient } from "../../kubernetes/client";
import { isPodReady, type PodWithConditions } from "../../kubernetes/pod-ready";

/** Where istiod serves its metrics and, to callers from its own pod only, what it knows. */
const port = 15014;

/** Milliseconds that an answer may take. */
const patience = 10_000;

/** One replica of istiod, asked through the API server. */
export class Istiod {
  private constructor(
    readonly name: string,
    private readonly connection: Duplex,
    private readonly agent: http.Agent,
  ) {}

  /**
   * All replicas of a cluster's istiod that are ready.
   *
   * @param namespace the namespace of the cluster's mesh
   * @throws Error that says why they can't be asked
   */
  static async all(client: KubeClient, namespace: string): Promise<Istiod[]> {
    const selector = encodeURIComponent("app=istiod");
    const pods = await client
      .list<PodWithConditions>(`/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`)
      .catch((error: Error) => {
        throw new Error(`its pods can't be listed: ${plain(error)}`, { cause: error });
      });
    const ready = pods.filter(isPodReady);
    if (ready.length === 0) throw new Error(`no pod in ${namespace} has the label app=istiod`);
    return Promise.all(
      ready.map(({ metadata: { name } }) => Istiod.connect(client, { namespace, name })),
    );
  }

  private static async connect(
    client: KubeClient,
    pod: { readonly namespace: string; readonly name: string },
  ): Promise<Istiod> {
    const { name } = pod;
    try {
      const connection = await client.connectToPod(pod, port);
      // One connection, kept: a request is answered before the next one is sent.
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      Object.assign(agent, { createConnection: () => connection });
      return new Istiod(name, connection, agent);
    } catch (error) {
      const why = plain(error as Error);
      throw new Error(`no port of its pod ${name} can be forwarded: ${why}`, { cause: error });
    }
  }

  /** The configuration in its store. */
  configs(): Promise<readonly StoredConfig[]> {
    return this.json("/debug/configz");
  }

  /** The endpoints that it knows, of all clusters. */
  endpoints(): Promise<EndpointShards> {
    return this.json("/debug/endpointShardz");
  }

  /** What each proxy that is connected to it was sent, and has acknowledged. */
  proxies(): Promise<readonly ProxyState[]> {
    return this.json("/debug/syncz");
  }

  /** How many changes have come in since it started, of configuration, endpoints and Services. */
  async inboundUpdates(): Promise<number> {
    const metrics = await this.get("/metrics");
    const counts = metrics.matchAll(/^pilot_inbound_updates\{[^}]*\} (\S+)$/gm);
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  }

  close(): void {
    this.connection.destroy();
    this.agent.destroy();
  }

  private async json<T>(path: string): Promise<T> {
    return JSON.parse(await this.get(path)) as T;
  }

  private async get(path: string): Promise<string> {
    const answer = await new Promise<http.IncomingMessage>((done, fail) => {
      // The forwarded port is no socket that could time out by itself.
      const signal = AbortSignal.timeout(patience);
      const late = new Error(
        `istiod's pod ${this.name} gives no answer within ${patience / 1000} s`,
      );
      const request = http.get({ host: "localhost", port, path, agent: this.agent, signal }, done);
      request.once("error", (error) => fail(signal.aborted ? late : error));
    });
    const body = await text(answer);
    if (answer.statusCode === 200) return body;
    throw new Error(`istiod's pod ${this.name} answers ${answer.statusCode} for ${path}`);
  }
}

function plain(error: Error): string {
  return error instanceof KubeError
    ? `the API server answers ${error.status} (${error.reason})`
    : error.message;
}
