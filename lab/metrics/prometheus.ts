// The Prometheus of a cluster: its configuration and its process.
import { writeFileSync } from "node:fs";
import * as http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { objectPath } from "../../kubernetes/object-path";
import type { Cluster } from "../clusters";
import type { LabContext } from "../context";
import { type ControlPlane, controlPlaneNetwork } from "../control-plane/control-plane";
import { logTail } from "../log-file";
import { kubeTime } from "../pods/pod-status";
import { showStaticPod } from "../pods/static-pod";
import { KeptProcess, LabProcess } from "../process";
import { LabError } from "../types";
import { prometheusPod, prometheusService } from "./objects";
import { metricsAddress, metricsPath, prometheusPort } from "./places";

/** Milliseconds that a part gets to answer. */
const startMs = 30_000;

/** How long samples are kept: a trial has no days. */
const retention = "1d";

/** A Prometheus that runs. */
export class Prometheus {
  private constructor(
    private readonly process: KeptProcess,
    private readonly context: LabContext,
    private readonly plane: ControlPlane,
  ) {}

  /**
   * Starts the Prometheus of a cluster on its control plane's address, and waits until it answers. Its data lie in the
   * cluster's folder, so an earlier run's go on. The cluster's API server passes questions on to it.
   *
   * @throws LabError when it ends while starting
   */
  static async start(
    context: LabContext,
    plane: ControlPlane,
    { program, scrapeMs }: { readonly program: string; readonly scrapeMs: number },
  ): Promise<Prometheus> {
    const { cluster, client } = plane;
    writeConfiguration(context, cluster, scrapeMs);
    const log = context.folder.file("logs", `${cluster.name}-prometheus.log`);
    const process = new LabProcess({
      name: `Prometheus of ${cluster.name}`,
      command: program,
      args: [
        `--config.file=${configurationFile(context, cluster)}`,
        `--storage.tsdb.path=${context.folder.makeFolder("clusters", cluster.name, "prometheus")}`,
        `--storage.tsdb.retention.time=${retention}`,
        `--web.listen-address=${cluster.address}:${prometheusPort}`,
        "--log.level=warn",
      ],
      network: controlPlaneNetwork(cluster),
      log,
    });
    await untilAnswers(readyUrl(cluster), process);
    const prometheus = new Prometheus(new KeptProcess(process, context.log), context, plane);
    await prometheus.show(true);
    await client.apply(objectPath(prometheusService), prometheusService);
    return prometheus;
  }

  /** Scrapes so often from now on. */
  async scrapeEvery(scrapeMs: number): Promise<void> {
    const { cluster } = this.plane;
    writeConfiguration(this.context, cluster, scrapeMs);
    this.process.kill("SIGHUP");
    await untilAnswers(readyUrl(cluster));
  }

  /** Ends it at once and keeps it away until `back`. */
  async away(): Promise<void> {
    await this.process.hold();
    await this.show(false);
  }

  /** Starts it again after `away`, and resolves when it answers. */
  async back(): Promise<void> {
    this.process.release();
    await untilAnswers(readyUrl(this.plane.cluster));
    await this.show(true);
  }

  /** Ends it for good; its data stay. */
  stop(): Promise<void> {
    return this.process.stop(3_000);
  }

  private show(ready: boolean): Promise<void> {
    const state = { ready, restarts: 0, startedAt: kubeTime() };
    return showStaticPod(this.plane, prometheusPod, state);
  }
}

function configurationFile({ folder }: LabContext, { name }: Cluster): string {
  return folder.file("clusters", name, "prometheus.json");
}

function writeConfiguration(context: LabContext, cluster: Cluster, scrapeMs: number): void {
  // A YAML document may be written as JSON.
  const configuration = {
    global: { scrape_interval: `${scrapeMs}ms`, scrape_timeout: `${scrapeMs}ms` },
    scrape_configs: [
      {
        job_name: "kubernetes-pods",
        metrics_path: metricsPath(cluster.name),
        // The collector names each series' proxy itself.
        honor_labels: true,
        static_configs: [{ targets: [`${metricsAddress.host}:${metricsAddress.port}`] }],
      },
    ],
  };
  writeFileSync(configurationFile(context, cluster), JSON.stringify(configuration));
}

function readyUrl({ address }: Cluster): string {
  return `http://${address}:${prometheusPort}/-/ready`;
}

/**
 * Waits until a URL answers with 200.
 *
 * @param process ends the wait when it ends
 * @throws LabError that names the process and shows the end of its log
 */
export async function untilAnswers(url: string, process?: LabProcess): Promise<void> {
  const deadline = Date.now() + startMs;
  while (!(await answers(url))) {
    const ended = process?.running === false;
    if (ended || Date.now() > deadline) {
      const { name, log } = process?.options ?? { name: url, log: "" };
      const what = ended ? "ended while starting" : `does not answer after ${startMs / 1000} s`;
      throw new LabError(`${name} ${what}.${log ? ` The end of ${log}:\n${logTail(log)}` : ""}`);
    }
    await sleep(50);
  }
}

function answers(url: string): Promise<boolean> {
  return new Promise((done) => {
    http
      .get(url, { agent: false, timeout: 1_000 }, (response) => {
        response.resume();
        done(response.statusCode === 200);
      })
      .on("timeout", function (this: http.ClientRequest) {
        this.destroy();
      })
      .on("error", () => done(false));
  });
}
