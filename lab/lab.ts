// The lab for programs: `up`, `down` and `status`.
import { rmSync } from "node:fs";
import { assignClusters, type WantedCluster, wantedClusters } from "./clusters";
import { labTools } from "./context";
import {
  type KeptCluster,
  type PortedCluster,
  type RunRecord,
  startTicks,
  StateFolder,
} from "./folder";
import { launch, stopSupervisor } from "./launcher";
import { checkNamespaces } from "./network/namespaces";
import { HostListeners } from "./network/ports";
import { type LabCluster, LabError, type LabOptions, type LabStatus } from "./types";

export type { ClusterRole, LabCluster, LabOptions, LabStatus } from "./types";
export { LabError } from "./types";

/** A lab that `up` has started or found. */
export interface RunningLab extends LabStatus {
  /** Ends this process's hold: the lab lives on when this process ends. Done already unless `attached`. */
  release: () => Promise<void>;
}

/**
 * Starts the lab and waits until all its clusters, its mesh and its gateways answer.
 *
 * @param options `attached`: the lab ends with this process, until `release` is called.
 * @throws LabError when it runs already (unless `reuse` fits), when a name is wrong, when this user
 *   may not make namespaces, or when a part fails to start; nothing is left running then.
 */
export async function up(options: LabOptions & { attached?: boolean } = {}): Promise<RunningLab> {
  const folder = new StateFolder(options.folder);
  const wanted = wantedClusters(options.clusters ?? ["west", "east"], options.remotes ?? []);
  const running = folder.readRun();
  if (running) return found(folder, running, wanted, options.reuse ?? false);
  checkNamespaces();
  const onProgress = options.onProgress ?? ((): void => undefined);
  const { ensureToolchain } = await import("../tools/toolchain.js");
  const tools = await ensureToolchain({ need: labTools, log: onProgress });
  if (options.signal?.aborted) throw new LabError("The start was interrupted before it began.");

  folder.makeFolder();
  const startedAt = new Date().toISOString();
  const record: RunRecord = { ...self(), startedAt, clusters: wanted.map(({ name }) => name) };
  if (!folder.claimRun(record)) throw alreadyRunning(folder, folder.readRun());
  const listeners = new HostListeners();
  try {
    const clusters = await keepClusters(folder, wanted, listeners, onProgress);
    const launched = await launch({
      folder,
      clusters,
      tools,
      listeners,
      onProgress,
      onStarted: (pid) => folder.writeRun({ ...record, ...processRecord(pid) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    const { pid, seconds } = launched;
    folder.writeRun({ ...record, ...processRecord(pid), readySeconds: seconds });
    if (options.metrics) {
      const { startMetrics } = await import("./metrics/metrics.js");
      await startMetrics({ folder: folder.path });
      onProgress("the whole mesh is measured");
    }
    if (!options.attached) await launched.release();
    return { ...statusOf(folder), release: launched.release };
  } catch (error) {
    folder.clearRun();
    throw error;
  } finally {
    listeners.close();
  }
}

/**
 * Ends the lab. Its data stay for the next `up`, unless `wipe` is set.
 *
 * @returns false when it did not run.
 */
export async function down(options: { folder?: string; wipe?: boolean } = {}): Promise<boolean> {
  const folder = new StateFolder(options.folder);
  const running = folder.readRun();
  if (running) await stopSupervisor(running.pid);
  folder.clearRun();
  if (options.wipe) rmSync(folder.path, { recursive: true, force: true });
  return running !== undefined;
}

/** What the state folder and the system say of the lab. */
export function status(options: { folder?: string } = {}): Promise<LabStatus> {
  return Promise.resolve(statusOf(new StateFolder(options.folder)));
}

function statusOf(folder: StateFolder): LabStatus {
  const running = folder.readRun();
  const kept = folder.readClusters();
  const clusters = running ? inOrder(kept, running.clusters) : kept;
  return {
    state: !running ? "stopped" : running.readySeconds === undefined ? "starting" : "running",
    folder: folder.path,
    ...(running ? { pid: running.pid, startedAt: running.startedAt } : {}),
    ...(running?.readySeconds === undefined ? {} : { readySeconds: running.readySeconds }),
    clusters: clusters.map((cluster) => describe(folder, cluster)),
  };
}

function found(
  folder: StateFolder,
  running: RunRecord,
  wanted: WantedCluster[],
  reuse: boolean,
): RunningLab {
  const now = statusOf(folder);
  const same =
    JSON.stringify(now.clusters.map(({ name, role }) => [name, role]).sort()) ===
    JSON.stringify(wanted.map(({ name, role }) => [name, role]).sort());
  if (!reuse || !same || now.state !== "running") throw alreadyRunning(folder, running, !same);
  return { ...now, release: () => Promise.resolve() };
}

function alreadyRunning(
  folder: StateFolder,
  running: RunRecord | undefined,
  otherClusters = false,
): LabError {
  const since = running ? ` (process ${running.pid}, since ${running.startedAt})` : "";
  const which = running && otherClusters ? ` with the clusters ${running.clusters.join(", ")}` : "";
  return new LabError(
    `A lab runs already in ${folder.path}${which}${since}.\n` +
      "Use it as it is, end it with `npm run lab -- down`, or start another with `--state DIR`.",
  );
}

async function keepClusters(
  folder: StateFolder,
  wanted: WantedCluster[],
  listeners: HostListeners,
  onProgress: (line: string) => void,
): Promise<PortedCluster[]> {
  const kept = folder.readClusters();
  const { clusters, notes } = await assignClusters(wanted, kept, listeners.open);
  notes.forEach(onProgress);
  const others = kept.filter(({ name }) => !clusters.some((cluster) => cluster.name === name));
  folder.writeClusters([...clusters, ...others]);
  return clusters;
}

function describe(folder: StateFolder, cluster: KeptCluster): LabCluster {
  const { secureGatewayPort, tcpGatewayPort, prometheusPort } = cluster;
  return {
    name: cluster.name,
    role: cluster.role,
    apiServer: `https://127.0.0.1:${cluster.apiPort}`,
    kubeconfig: folder.kubeconfig(cluster.name),
    gateway: `http://127.0.0.1:${cluster.gatewayPort}`,
    secureGateway: secureGatewayPort ? `https://127.0.0.1:${secureGatewayPort}` : "",
    tcpGateway: tcpGatewayPort ? `127.0.0.1:${tcpGatewayPort}` : "",
    prometheusUrl: prometheusPort ? `http://127.0.0.1:${prometheusPort}` : "",
  };
}

function inOrder(kept: KeptCluster[], names: string[]): KeptCluster[] {
  return names.flatMap((name) => kept.filter((cluster) => cluster.name === name));
}

function self(): { pid: number; startTicks: string } {
  return processRecord(process.pid);
}

function processRecord(pid: number): { pid: number; startTicks: string } {
  return { pid, startTicks: startTicks(pid) ?? "" };
}
