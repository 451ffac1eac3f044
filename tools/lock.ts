// A lock file that one process holds at a time.
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";

/** Milliseconds between two looks at a lock that another process holds. */
const pollMs = 500;

/**
 * Waits until this process alone holds a lock file. A lock whose process has ended is taken over.
 *
 * @param onWait Called once, with the holder's process ID, when the lock is held by another.
 * @returns A function that gives the lock back.
 */
export async function acquireLock(
  file: string,
  onWait: (pid: number) => void,
  signal?: AbortSignal,
): Promise<() => void> {
  mkdirSync(dirname(file), { recursive: true });
  const own = identity(process.pid);
  for (let told = false; ;) {
    signal?.throwIfAborted();
    if (createOnce(file, own)) return () => rmSync(file, { force: true });
    const holder = readHolder(file);
    if (holder === undefined) continue;
    if (!isHeld(holder)) {
      removeStale(file, holder);
      continue;
    }
    if (!told) onWait(Number.parseInt(holder, 10));
    told = true;
    await setTimeout(pollMs);
  }
}

/** Whether the process that wrote this into a lock still runs. */
export function isHeld(holder: string): boolean {
  const pid = Number.parseInt(holder, 10);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return identity(pid) === holder;
}

/** Process ID and, where the kernel tells it, start time: process IDs are given out again. */
function identity(pid: number): string {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return String(pid);
  // The start time is field 22; fields are counted behind the name, which may contain spaces.
  return `${pid} ${readFileSync(stat, "utf8").split(") ").at(-1)?.split(" ")[19]}`;
}

/** Creates the file with its content in one step; false when it exists. */
function createOnce(file: string, content: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readHolder(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Removes a stale lock, unless another process has just replaced it by its own. */
function removeStale(file: string, stale: string): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const holder = readFileSync(aside, "utf8");
  if (holder !== stale) renameSync(aside, file);
  else rmSync(aside);
}
