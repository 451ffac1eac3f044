// The host's side of a start: runs the supervisor in its namespaces, hands it the sockets, waits until it is ready.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { LabTools } from "./context";
import type { PortedCluster, StateFolder } from "./folder";
import { logTail, openLog } from "./log-file";
import type { FromSupervisor, ToSupervisor } from "./messages";
import { isolate, labPath } from "./network/namespaces";
import type { HostListeners } from "./network/ports";
import { LabError } from "./types";

/** A supervisor that runs and has everything ready. */
export interface Launched {
  /** Host PID of the supervisor. */
  pid: number;
  /** Seconds from the supervisor's start until everything was ready. */
  seconds: number;
  /** Lets the supervisor live on without this process. */
  release: () => Promise<void>;
}

/** What the launcher needs to know. */
export interface LaunchOptions {
  folder: StateFolder;
  clusters: PortedCluster[];
  tools: LabTools;
  listeners: HostListeners;
  onProgress: (line: string) => void;
  /** Called as soon as the supervisor's host PID is known. */
  onStarted: (pid: number) => void;
  signal?: AbortSignal;
}

/**
 * Starts the supervisor in its namespaces, hands it the listening sockets, and waits until it is ready.
 *
 * @throws LabError when it fails or the signal aborts; nothing runs then.
 */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const { folder, signal } = options;
  folder.makeFolder("logs");
  const log = folder.file("logs", "supervisor.log");
  const output = openLog(log);
  const loader = pathToFileURL(require.resolve("tsx")).href;
  const node = [process.execPath, "--import", loader, join(__dirname, "supervisor.ts")];
  const [program, ...args] = isolate(node) as [string, ...string[]];
  // A session of its own: Ctrl-C in this terminal must not end it behind the launcher's back.
  const child = spawn(program, args, {
    detached: true,
    stdio: ["ignore", output, output, "ipc"],
    // Root of a user namespace would look for its cache in a folder that belongs to the real root.
    env: {
      ...process.env,
      PATH: labPath(),
      ...(process.getuid?.() === 0 ? {} : { TSX_DISABLE_CACHE: "1" }),
    },
  });
  closeSync(output);
  try {
    const pid = await supervisorPid(child);
    options.onStarted(pid);
    const seconds = await conversation(child, options, log);
    return {
      pid,
      seconds,
      release: async () => {
        if (!child.connected) return;
        await send(child, { type: "release" });
        child.disconnect();
        child.unref();
      },
    };
  } catch (error) {
    await stopChild(child);
    if (signal?.aborted) throw new LabError("The start was interrupted; nothing is left running.");
    throw error;
  }
}

/** Asks a supervisor to end and waits until its namespaces are gone. */
export async function stopSupervisor(pid: number): Promise<void> {
  // The namespaces are gone when the supervisor and its ancestors in them, PID 1 and `unshare`, are.
  const all = lineage(pid);
  kill(pid, "SIGTERM");
  for (let waited = 0; all.some(isThere); waited += 20) {
    if (waited === 6_000) kill(pid, "SIGKILL");
    await sleep(20);
  }
}

/** A process and its ancestors in the same mount namespace. */
function lineage(pid: number): number[] {
  const space = mountNamespace(pid);
  const all: number[] = [];
  for (let next: number | undefined = pid; next; next = parentOf(String(next))) {
    if (space === undefined || mountNamespace(next) !== space) break;
    all.push(next);
  }
  return all;
}

function mountNamespace(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    // It ended just now.
    return undefined;
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function isThere(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

function send(child: ChildProcess, message: ToSupervisor, handle?: unknown): Promise<void> {
  return new Promise((done, fail) => {
    child.send(message, handle as never, (error) => (error ? fail(error) : done()));
  });
}

async function conversation(
  child: ChildProcess,
  { folder, clusters, tools, listeners, onProgress, signal }: LaunchOptions,
  log: string,
): Promise<number> {
  const all = listeners.all();
  let received = 0;
  const ready = new Promise<number>((done, fail) => {
    child.on("message", (message: FromSupervisor) => {
      if (message.type === "progress") onProgress(message.line);
      if (message.type === "ready") done(message.seconds);
      if (message.type === "failed") fail(new LabError(message.message));
      if (message.type === "listening" && (received += 1) === all.length) {
        // From here on the supervisor alone accepts connections.
        listeners.close();
        send(child, { type: "start", folder: folder.path, clusters, tools }).catch(fail);
      }
    });
    child.once("error", fail);
    child.once("exit", (code, by) => {
      const how = by ? `by ${by}` : `with code ${code}`;
      fail(new LabError(`The supervisor ended ${how}. The end of ${log}:\n${logTail(log)}`));
    });
    signal?.addEventListener("abort", () => fail(new LabError("interrupted")), { once: true });
  });
  // A failure while sending is reported by the promise above, with its reason.
  ready.catch(() => undefined);
  for (const { port, server } of all) await send(child, { type: "listener", port }, server);
  return ready;
}

/** The host PID of the supervisor: the child of PID 1, which is the child of `unshare`. */
async function supervisorPid(child: ChildProcess): Promise<number> {
  while (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const init = childOf(child.pid);
    const pid = init === undefined ? undefined : childOf(init);
    if (pid !== undefined) return pid;
    await sleep(5);
  }
  throw new LabError("The supervisor could not be started.");
}

function childOf(pid: number): number | undefined {
  const names = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const found = names.find((name) => parentOf(name) === pid);
  return found === undefined ? undefined : Number(found);
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    // It ended between the listing and this line.
    return undefined;
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((done) => child.once("exit", done));
  if (child.connected) child.disconnect();
  const timer = setTimeout(() => child.kill("SIGKILL"), 6_000);
  await exited;
  clearTimeout(timer);
}
