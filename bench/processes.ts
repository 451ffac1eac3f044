// Reads from /proc which processes descend from another one, and what each of them runs.
import { readdirSync, readFileSync } from "node:fs";

/** A running process. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Its /proc/<pid>/status. */
  readonly status: string;
}

/** How the language host starts a Node program. */
const programCommand = /@pulumi\/pulumi\/cmd\/run(\/index\.js)?$/;

/** A process and all of its descendants, from /proc. */
export function treeOf(root: number): Process[] {
  const processes = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name): Process[] => {
      const status = readProc(name, "status");
      const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
      return status === "" ? [] : [{ pid: Number(name), parent, status }];
    });
  const tree = new Set([root]);
  // A parent may have a higher number than its child where numbers wrapped around.
  for (let size = 0; size !== tree.size;) {
    size = tree.size;
    for (const { pid, parent } of processes) if (tree.has(parent)) tree.add(pid);
  }
  return processes.filter(({ pid }) => tree.has(pid));
}

/** Whether a process is Node running a Pulumi program. */
export function isProgram(pid: number): boolean {
  const [command = "", ...args] = commandOf(pid);
  return /(^|\/)node$/.test(command) && args.some((arg) => programCommand.test(arg));
}

/** Whether a process is the Kubernetes provider. */
export function isProvider(pid: number): boolean {
  return /(^|\/)pulumi-resource-kubernetes$/.test(commandOf(pid)[0] ?? "");
}

/** Whether a process lives, as something else than a zombie. */
export function isAlive(pid: number): boolean {
  const status = readProc(String(pid), "status");
  return status !== "" && !/^State:\s+Z/m.test(status);
}

function commandOf(pid: number): string[] {
  return readProc(String(pid), "cmdline").split("\0");
}

/** @returns nothing for a process that has ended meanwhile */
function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
