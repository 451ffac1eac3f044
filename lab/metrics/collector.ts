// The program that turns the proxies' access logs into Istio's metrics; measurement.ts starts it.
import { createServer } from "node:http";
import { Server, ServerCredentials, type ServiceDefinition } from "@grpc/grpc-js";
import { clientOf } from "../control-plane/kubeconfig";
import { watchList } from "../control-plane/watch";
import type { Pod } from "../pods/pod-spec";
import { readLogMessage } from "./access-log";
import { labelsOf, readNodeId } from "./istio-labels";
import { IstioMetrics } from "./istio-metrics";
import { logsAddress, metricsAddress, metricsPath, readyPath } from "./places";
import { type Service, type Workload, workloadOf, Workloads } from "./workloads";

/** What the collector is started with. */
export interface CollectorStart {
  /** Each cluster of the lab with its kubeconfig inside. */
  readonly clusters: readonly { readonly name: string; readonly kubeconfig: string }[];
}

const method = "/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs";

const pass = (bytes: Buffer): Buffer => bytes;

/** Messages stay bytes: `access-log.ts` reads the few fields that metrics need. */
const service = {
  StreamAccessLogs: {
    path: method,
    requestStream: true,
    responseStream: false,
    requestSerialize: pass,
    requestDeserialize: pass,
    responseSerialize: pass,
    responseDeserialize: pass,
  },
} satisfies ServiceDefinition;

/** Collects for all clusters: a caller in one knows the pods of all. */
class Collector {
  private readonly workloads = new Workloads();
  private readonly metrics = new Map<string, IstioMetrics>();
  private syncs = 0;

  constructor(private readonly start: CollectorStart) {
    for (const { name } of start.clusters) this.metrics.set(name, new IstioMetrics());
  }

  /** Watches, takes logs and answers scrapes until the process ends. */
  async run(): Promise<void> {
    for (const { name, kubeconfig } of this.start.clusters) this.watch(name, kubeconfig);
    await this.takeLogs();
    createServer((request, response) => {
      const found = [...this.metrics].find(([name]) => request.url === metricsPath(name));
      if (found) {
        void found[1].text().then((text) => {
          response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
          response.end(text);
        });
      } else if (request.url === readyPath) {
        response.writeHead(this.knowsAll ? 200 : 503).end();
      } else response.writeHead(404).end();
    }).listen(metricsAddress.port, metricsAddress.host);
  }

  /** Whether the first lists of pods and Services of every cluster are read. */
  private get knowsAll(): boolean {
    return this.syncs === 2 * this.start.clusters.length;
  }

  private watch(cluster: string, kubeconfig: string): void {
    const client = clientOf(kubeconfig);
    const { signal } = new AbortController();
    const synced = (): void => void (this.syncs += 1);
    const metrics = this.metrics.get(cluster);
    const podGone = (uid: string): void => {
      this.workloads.gone(uid);
      metrics?.gone(uid);
    };
    void watchList<Pod>(
      client,
      "/api/v1/pods",
      {
        changed: (pod) => {
          const workload = workloadOf(cluster, pod);
          if (!workload) return;
          this.workloads.changed(workload);
          metrics?.changed(workload);
        },
        gone: ({ metadata }) => podGone(metadata.uid ?? ""),
        synced,
      },
      signal,
    );
    void watchList<Service>(
      client,
      "/api/v1/services",
      {
        changed: (one) => this.workloads.serviceChanged(cluster, one),
        gone: (one) => this.workloads.serviceGone(one),
        synced,
      },
      signal,
    );
  }

  private takeLogs(): Promise<void> {
    const server = new Server();
    server.addService(service, {
      StreamAccessLogs: (
        call: NodeJS.ReadableStream,
        done: (error: null, answer: Buffer) => void,
      ) => {
        let node = "";
        call.on("data", (bytes: Buffer) => {
          const message = readLogMessage(bytes);
          node = message.node ?? node;
          const { isGateway, address } = readNodeId(node);
          const workload = this.workloads.at(address);
          // What a proxy still sends when its pod is gone would bring its series back.
          if (!workload || !this.workloads.isLive(workload.uid)) return;
          this.count(workload, isGateway, message.requests);
        });
        call.on("error", () => undefined);
        call.on("end", () => done(null, Buffer.alloc(0)));
      },
    });
    const { host, port } = logsAddress;
    return new Promise((done, fail) => {
      server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error) =>
        error ? fail(error) : done(),
      );
    });
  }

  private count(
    workload: Workload,
    isGateway: boolean,
    requests: ReturnType<typeof readLogMessage>["requests"],
  ): void {
    const metrics = this.metrics.get(workload.cluster);
    for (const request of requests) {
      const labels = labelsOf(request, { workload, isGateway }, this.workloads);
      metrics?.count(workload, labels, request.durationMs);
    }
  }
}

void new Collector(JSON.parse(process.argv[2] ?? "") as CollectorStart).run();
