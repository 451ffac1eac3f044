// The program that plays a mesh load inside the lab's namespaces; mesh-load.ts starts it.
import { setTimeout as sleep } from "node:timers/promises";
import { clientOf } from "../control-plane/kubeconfig";
import type { FromLoad, LoadStart } from "./messages";
import { loadNamespace, proxyAddress, proxyName } from "./objects";
import { LoadObjects } from "./services";
import { SimulatedProxy } from "./simulated-proxy";

/** Port on which istiod takes streams without TLS (pilot-discovery, --grpcAddr). */
const plainPort = 15010;

/**
 * Milliseconds between two proxies that connect: istiod takes 15 + 5 × cores new streams in a second and refuses others
 * after a second (PILOT_MAX_REQUESTS_PER_SECOND, pilot/pkg/features/tuning.go).
 */
const connectPauseMs = 50;

const tell = (message: FromLoad): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

/** Plays the load until standard input ends, as it does when the process that started it ends; then removes it. */
async function run({ load, cluster, address, kubeconfig }: LoadStart): Promise<void> {
  const stopped = new AbortController();
  process.stdin.resume().once("close", () => stopped.abort());
  const client = clientOf(kubeconfig);
  const objects = new LoadObjects(client, load);
  const counts = { acknowledged: 0, slowestAckMs: 0 };
  const onAck = (afterMs: number): void => {
    counts.acknowledged += 1;
    if (ready) counts.slowestAckMs = Math.max(counts.slowestAckMs, afterMs);
  };
  let ready = false;
  const server = `http://${address}:${plainPort}`;
  const proxies = Array.from({ length: load.proxies }, (_, index) => {
    const pod = { pod: proxyName(index), namespace: loadNamespace, address: proxyAddress(index) };
    // The last ones, so that the names of the others stay the same.
    const never = index >= load.proxies - load.never;
    const deaf = index < load.deaf;
    return new SimulatedProxy({ ...pod, cluster }, { server, ack: load.ack, never, deaf, onAck });
  });
  const connected = (): number => proxies.filter(({ started }) => started).length;
  try {
    await objects.write(stopped.signal);
    tell({
      type: "progress",
      line: `${load.services} Services with ${load.endpoints} endpoints each`,
    });
    for (const proxy of proxies) {
      if (stopped.signal.aborted) return;
      proxy.connect();
      await sleep(connectPauseMs);
    }
    while (connected() < load.proxies && !stopped.signal.aborted) await sleep(50);
    ready = true;
    const count = (): void => {
      const { user, system } = process.cpuUsage();
      const cpuSeconds = (user + system) / 1e6;
      const { changes } = objects;
      tell({ type: "counts", connected: connected(), changes, ...counts, cpuSeconds });
    };
    count();
    tell({ type: "ready" });
    const report = setInterval(count, 1000);
    await objects.change(stopped.signal);
    while (!stopped.signal.aborted) await sleep(100);
    clearInterval(report);
  } finally {
    for (const proxy of proxies) proxy.stop();
    await objects.remove();
    client.close();
  }
}

run(JSON.parse(process.argv[2] ?? "") as LoadStart).then(
  () => process.exit(0),
  (error: Error) => {
    tell({ type: "failed", message: error.message });
    process.exit(1);
  },
);
