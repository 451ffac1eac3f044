import { readdirSync, readFileSync } from "node:fs";

/** Peaks of one update, in MiB of resident memory. */
export interface Memory {
  /** Of the Node process that runs the program: its own high-water mark, as the kernel keeps it. */
  readonly program: number;
  /** Of the sum over the whole tree at one moment: CLI and engine, language host, program, providers; sampled. */
  readonly tree: number;
}

/** Milliseconds between two looks at the processes. */
const interval = 50;

/** How the language host starts a Node program. */
const programCommand = /@pulumi\/pulumi\/cmd\/run(\/index\.js)?$/;

/** Watches the memory of a process and all of its descendants, from /proc. */
export class MemorySampler {
  /** Begins to watch the tree below a process; `stop` ends it and gives the peaks. */
  watch(root: number): { stop: () => Memory } {
    let program = 0;
    let tree = 0;
    const sample = () => {
      let sum = 0;
      for (const { pid, status } of treeOf(root)) {
        sum += mebibytes(status, "VmRSS");
        if (isProgram(pid)) program = Math.max(program, mebibytes(status, "VmHWM"));
      }
      tree = Math.max(tree, sum);
    };
    const timer = setInterval(sample, interval);
    return {
      stop: () => {
        clearInterval(timer);
        return { program, tree };
      },
    };
  }
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Its /proc/<pid>/status. */
  readonly status: string;
}

function treeOf(root: number): Process[] {
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

function isProgram(pid: number): boolean {
  const [command = "", ...args] = readProc(String(pid), "cmdline").split("\0");
  return /(^|\/)node$/.test(command) && args.some((arg) => programCommand.test(arg));
}

/** @returns nothing for a process that has ended meanwhile */
function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

function mebibytes(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) / 1024;
}
