// A real Prometheus for each cluster, which has scraped fifteen minutes of a mesh.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readAnswer } from "../../operations/prometheus/answer";
import { DirectSource } from "../../operations/prometheus/direct";
import { clusterName, MeshText, scrapeSeconds, size } from "./mesh";

/** Seconds between two scrapes while the store fills: the times of the samples are others. */
const fillSeconds = 4;

/** Servers that have their samples. */
export interface FilledServers {
  readonly urls: readonly string[];
  /** Time of the last sample, in milliseconds since 1970. */
  readonly lastMs: number;
  /** Series of each. */
  readonly series: number;
  readonly stop: () => void;
}

/**
 * Starts them, and waits until they have all samples.
 *
 * @param program path of Prometheus
 * @param options `scrapes`: how many are in the store
 */
export async function fillServers(
  program: string,
  folder: string,
  { scrapes, log }: { readonly scrapes: number; readonly log: (line: string) => void },
): Promise<FilledServers> {
  const lastMs = Date.now();
  const children: ChildProcess[] = [];
  const meshes = Array.from({ length: size.clusters }, (_, i) => new MeshText(i));
  /** The next scrape of each server: one that took too long comes again. */
  let next = meshes.map(() => 0);
  const timeOf = (scrape: number) => lastMs - (scrapes - 1 - scrape) * scrapeSeconds * 1000;
  const proxies: Server = createServer(({ url = "" }, response) => {
    const cluster = Number(url.slice(1));
    const scrape = Math.min(next[cluster] ?? 0, scrapes - 1);
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4" });
    response.end(meshes[cluster]?.at(scrape, timeOf(scrape)) ?? "");
  });
  await new Promise<void>((done) => proxies.listen(0, "127.0.0.1", done));
  const stop = () => {
    for (const child of children) child.kill();
    proxies.closeAllConnections();
    proxies.close();
  };
  try {
    const target = `127.0.0.1:${(proxies.address() as AddressInfo).port}`;
    const urls: string[] = [];
    for (const [cluster] of meshes.entries()) {
      const port = await freePort();
      const config = {
        global: { scrape_interval: `${fillSeconds}s`, scrape_timeout: `${fillSeconds}s` },
        scrape_configs: [
          {
            job_name: "mesh",
            honor_labels: true,
            metrics_path: `/${cluster}`,
            static_configs: [{ targets: [target] }],
          },
        ],
      };
      const home = join(folder, clusterName(cluster));
      mkdirSync(home, { recursive: true });
      writeFileSync(join(home, "prometheus.yml"), JSON.stringify(config));
      const options = [
        `--config.file=${join(home, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(home, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--log.level=error",
      ];
      children.push(spawn(program, options, { stdio: "ignore" }));
      urls.push(`http://127.0.0.1:${port}`);
    }
    for (let told = 0; Math.min(...next) < scrapes; await sleep(500)) {
      const ended = children.find(({ exitCode }) => exitCode !== null);
      if (ended) throw new Error(`Prometheus ended with ${ended.exitCode}`);
      next = await Promise.all(
        next.map(async (scrape, i) => {
          const atMs = timeOf(scrape);
          return (await newestMs(urls[i] ?? "", atMs)) === atMs ? scrape + 1 : scrape;
        }),
      );
      if (Math.min(...next) >= told + 10)
        log(`${(told = Math.min(...next))} of ${scrapes} scrapes`);
    }
    return { urls, lastMs, series: meshes[0]!.series, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** The time of a server's newest sample up to a time; 0 while there is none. */
async function newestMs(url: string, atMs: number): Promise<number> {
  const source = new DirectSource({ url });
  const query = "max(timestamp(istio_requests_total))";
  try {
    const text = await source.send({ query, atMs, timeoutMs: 10_000 });
    const result = readAnswer(text);
    const [newest] = result.kind === "vector" ? result.samples : [];
    return Math.round((newest?.value ?? 0) * 1000);
  } catch {
    return 0;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
