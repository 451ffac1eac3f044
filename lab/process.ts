import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import { openLog } from "./log-file";
import { inNetwork } from "./network";

/** What to run. */
export interface ProcessOptions {
  /** Short name for messages. */
  name: string;
  command: string;
  args: string[];
  /** The whole environment; nothing is inherited, so that the user's settings do not leak in. */
  env?: Record<string, string>;
  cwd?: string;
  /** Name of the network namespace; default: the lab's own, where the bridge is. */
  network?: string;
  /** User and group ID to run as; default: the lab's root. */
  user?: number;
  /** File that gets standard output and error. */
  log: string;
}

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A child process of the supervisor. */
export class LabProcess {
  /** Resolves when the process has ended; never rejects. */
  readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;
  private ended = false;

  constructor(readonly options: ProcessOptions) {
    const { command, args, env, cwd, network, user, log } = options;
    const [program, ...rest] = inNetwork([command, ...args], { network, user }) as [
      string,
      ...string[],
    ];
    const file = openLog(log);
    this.child = spawn(program, rest, {
      env: { PATH: process.env.PATH ?? "", ...env },
      cwd: cwd ?? "/",
      stdio: ["ignore", file, file],
    });
    fs.closeSync(file);
    this.exited = new Promise((resolve) => {
      this.child.once("exit", (code, signal) => {
        this.ended = true;
        resolve({ code, signal });
      });
      this.child.once("error", (error) => {
        this.ended = true;
        fs.appendFileSync(log, `${error.message}\n`);
        resolve({ code: null, signal: null });
      });
    });
  }

  get running(): boolean {
    return !this.ended;
  }

  /** Its process ID, which `nsenter` keeps when it becomes the program. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  kill(signal: NodeJS.Signals): void {
    if (!this.ended) this.child.kill(signal);
  }

  /** Sends SIGTERM, waits up to `graceMs` milliseconds, then SIGKILL; resolves when it has ended. */
  async stop(graceMs: number): Promise<void> {
    this.kill(graceMs > 0 ? "SIGTERM" : "SIGKILL");
    const timer = setTimeout(() => this.kill("SIGKILL"), graceMs);
    await this.exited;
    clearTimeout(timer);
  }
}
