// The main program inside the namespaces; launcher.ts starts it.
import { writeSync } from "node:fs";
import type { Server } from "node:net";
import { describeCluster } from "./clusters";
import type { FromSupervisor, StartMessage, ToSupervisor } from "./messages";
import { Lab } from "./running-lab";
import { LabError } from "./types";

/**
 * The lab's main process, first in its namespaces after the shell that is their PID 1. The launcher gives it the plan and the listening
 * sockets over the IPC channel, and releases it when everything is ready.
 */
const listeners = new Map<number, Server>();
let lab: Lab | undefined;
let released = false;

function tell(message: FromSupervisor): void {
  if (process.connected) process.send?.(message);
}

async function start(message: StartMessage): Promise<void> {
  const begin = Date.now();
  lab = new Lab({
    folder: message.folder,
    clusters: message.clusters.map(describeCluster),
    tools: message.tools,
    listeners,
    progress: (line) =>
      tell({ type: "progress", line: `${seconds(begin).padStart(5)} s  ${line}` }),
    log: (line) => process.stderr.write(`${new Date().toISOString()} ${line}\n`),
  });
  await lab.start();
  tell({ type: "ready", seconds: Number(seconds(begin)) });
}

function seconds(begin: number): string {
  return ((Date.now() - begin) / 1000).toFixed(1);
}

async function stop(code: number): Promise<never> {
  await lab?.stop();
  process.exit(code);
}

process.on("message", (message: ToSupervisor, handle: unknown) => {
  if (message.type === "listener") {
    listeners.set(message.port, handle as Server);
    tell({ type: "listening", port: message.port });
    return;
  }
  if (message.type === "release") {
    released = true;
    return;
  }
  start(message).catch((error: Error) => {
    const text = error instanceof LabError ? error.message : (error.stack ?? error.message);
    writeSync(2, `${text}\n`);
    tell({ type: "failed", message: text });
    void stop(1);
  });
});

// Nobody wants the lab any more when the launcher ends, for whatever reason, without having released it.
process.on("disconnect", () => {
  if (!released) void stop(1);
});
process.on("SIGTERM", () => void stop(0));
process.on("SIGINT", () => void stop(0));
