// Stops the pilot-agent of a gateway: its Envoy goes on serving with what it has, and takes nothing new.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The process of a gateway's agent in a lab. */
export class StoppedAgent {
  private constructor(private readonly pid: number) {}

  /**
   * Stops the agent of the ingress gateway of a cluster.
   *
   * @param lab the process of the lab's supervisor
   * @throws Error where the lab has no such gateway
   */
  static ofGateway(lab: number, cluster: string): StoppedAgent {
    const all = readdirSync("/proc").map(Number).filter(Number.isInteger);
    const pid = all.find((one) => isAgent(one, cluster) && isBelow(one, lab));
    if (pid === undefined) throw new Error(`the lab runs no gateway in ${cluster}`);
    process.kill(pid, "SIGSTOP");
    return new StoppedAgent(pid);
  }

  /** Lets it go on. */
  resume(): void {
    process.kill(this.pid, "SIGCONT");
  }
}

function isAgent(pid: number, cluster: string): boolean {
  const command = read(pid, "cmdline").split("\0");
  if (!command[0]?.endsWith("pilot-agent") || !command.includes("router")) return false;
  return read(pid, "environ").split("\0").includes(`ISTIO_META_CLUSTER_ID=${cluster}`);
}

/** Whether a process is a descendant of another one. */
function isBelow(pid: number, ancestor: number): boolean {
  for (let one = pid; one > 1; one = parentOf(one)) if (one === ancestor) return true;
  return false;
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)$/m.exec(read(pid, "status"))?.[1] ?? 0);
}

/** A file of a process; empty for one that ended meanwhile. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(join("/proc", String(pid), file), "utf8");
  } catch {
    return "";
  }
}
