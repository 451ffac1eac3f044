// The state folder of a lab: what `up` remembers over `down`, and who may read it.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { ClusterRole } from "./types";

/** What the lab remembers of a cluster over `down` and `up`, so that kubeconfigs stay valid. */
export interface KeptCluster {
  name: string;
  role: ClusterRole;
  /** Numbers the cluster's addresses; never given to another cluster while the folder lives. */
  index: number;
  /** Host port of the API server. */
  apiPort: number;
  /** Host port of the ingress gateway's port 80, which is also the node port of its Service. */
  gatewayPort: number;
  /** The same for port 443; absent in the folder of a lab that had it not yet. */
  secureGatewayPort?: number;
  /** The same for port 31400; absent in the folder of a lab that had it not yet. */
  tcpGatewayPort?: number;
  /** Host port of the cluster's Prometheus; absent in the folder of a lab that had it not yet. */
  prometheusPort?: number;
}

/** A cluster that has all its ports. */
export type PortedCluster = Required<KeptCluster>;

/** The running lab, as `supervisor.json` records it. */
export interface RunRecord {
  /** Host PID of the supervisor, or of the launcher while the supervisor does not exist yet. */
  pid: number;
  /** Start time of that process, in clock ticks since boot: tells a recycled PID from the real one. */
  startTicks: string;
  startedAt: string;
  /** Names of the clusters that run. */
  clusters: string[];
  /** Seconds until everything was ready; absent while starting. */
  readySeconds?: number;
}

/** Paths and records of one state folder. */
export class StateFolder {
  /** Absolute path. */
  readonly path: string;

  constructor(folder = ".lab") {
    this.path = path.resolve(folder);
  }

  /** A path inside the folder. */
  file(...parts: string[]): string {
    return path.join(this.path, ...parts);
  }

  /** The host-side kubeconfig of a cluster. */
  kubeconfig(cluster: string): string {
    return this.file(`${cluster}.kubeconfig`);
  }

  /** Makes a folder inside, readable by its owner alone: keys and tokens lie here. */
  makeFolder(...parts: string[]): string {
    const folder = this.file(...parts);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  /** All clusters that this folder has ever held. */
  readClusters(): KeptCluster[] {
    return readJson<{ clusters: KeptCluster[] }>(this.file("lab.json"))?.clusters ?? [];
  }

  writeClusters(clusters: KeptCluster[]): void {
    writePrivate(this.file("lab.json"), `${JSON.stringify({ clusters }, null, 2)}\n`);
  }

  /** The run record if its process still lives, else undefined. */
  readRun(): RunRecord | undefined {
    const record = readJson<RunRecord>(this.file("supervisor.json"));
    return record && startTicks(record.pid) === record.startTicks ? record : undefined;
  }

  writeRun(record: RunRecord): void {
    writePrivate(this.file("supervisor.json"), `${JSON.stringify(record, null, 2)}\n`);
  }

  /**
   * Writes the first run record of a start.
   *
   * @returns false when another process has just done the same.
   */
  claimRun(record: RunRecord): boolean {
    if (this.readRun()) return false;
    this.clearRun();
    try {
      writeFileSync(this.file("supervisor.json"), JSON.stringify(record), {
        flag: "wx",
        mode: 0o600,
      });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    }
  }

  clearRun(): void {
    rmSync(this.file("supervisor.json"), { force: true });
  }
}

/** Writes a file that only its owner may read, whatever its mode was before. */
export function writePrivate(file: string, text: string): void {
  const fresh = `${file}.new`;
  writeFileSync(fresh, text, { mode: 0o600 });
  renameSync(fresh, file);
}

/** Start time of a process in clock ticks since boot (field 22 of /proc/PID/stat), if it lives. */
export function startTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie has ended; only its parent has not noticed yet.
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
