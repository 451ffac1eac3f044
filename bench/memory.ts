// Samples the memory of a process and all of its descendants.
import { isProgram, treeOf } from "./processes";

/** Peaks of one update, in MiB of resident memory. */
export interface Memory {
  /** Of the Node process that runs the program: its own high-water mark, as the kernel keeps it. */
  readonly program: number;
  /**
   * Of the sum over the whole tree at one moment: CLI and engine, language host, program,
   * providers; sampled.
   */
  readonly tree: number;
}

/** Milliseconds between two looks at the processes. */
const sampleMs = 50;

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
    const timer = setInterval(sample, sampleMs);
    return {
      stop: () => {
        clearInterval(timer);
        return { program, tree };
      },
    };
  }
}

function mebibytes(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) / 1024;
}
