// Child processes of the supervisor: started with a log, ended in time, and restarted where they should run on.
import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, closeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { openLog } from "./log-file";
import { inNetwork } from "./network/network";

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
  private unwanted = false;

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
    closeSync(file);
    this.exited = new Promise((done) => {
      this.child.once("exit", (code, signal) => {
        this.ended = true;
        done({ code, signal });
      });
      this.child.once("error", (error) => {
        this.ended = true;
        appendFileSync(log, `${error.message}\n`);
        done({ code: null, signal: null });
      });
    });
  }

  get running(): boolean {
    return !this.ended;
  }

  /** Whether it was told to end. */
  get stopped(): boolean {
    return this.unwanted;
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
    this.unwanted = true;
    this.kill(graceMs > 0 ? "SIGTERM" : "SIGKILL");
    const timer = setTimeout(() => this.kill("SIGKILL"), graceMs);
    await this.exited;
    clearTimeout(timer);
  }
}

/** A process that is started again when it ends unasked, as a kubelet restarts a static pod. */
export class KeptProcess {
  private current: LabProcess;
  private restarts = 0;
  private held?: { until: Promise<void>; release: () => void };

  /**
   * @param first the process, which may have been watched through its start already.
   * @param restarted called after each new start, with the number of those so far.
   */
  constructor(
    first: LabProcess,
    private readonly log: (line: string) => void,
    private readonly restarted: (restarts: number) => void = () => undefined,
  ) {
    this.current = first;
    void this.keep();
  }

  /** Ends it for good. */
  stop(graceMs: number): Promise<void> {
    return this.current.stop(graceMs);
  }

  /** Ends it at once and keeps it down until `release`; resolves when it has ended. */
  async hold(): Promise<void> {
    if (!this.held) {
      let release = (): void => undefined;
      const until = new Promise<void>((done) => (release = done));
      this.held = { until, release };
    }
    this.current.kill("SIGKILL");
    await this.current.exited;
  }

  /** Starts it again after `hold`. */
  release(): void {
    this.held?.release();
    delete this.held;
  }

  /** Sends a signal to the process as it is now. */
  kill(signal: NodeJS.Signals): void {
    this.current.kill(signal);
  }

  private async keep(): Promise<void> {
    for (;;) {
      const { code, signal } = await this.current.exited;
      if (this.current.stopped) return;
      const { options } = this.current;
      this.log(
        `${options.name} ended (${signal ?? `code ${code}`}): the lab starts it again; see ${options.log}`,
      );
      await (this.held?.until ?? sleep(restartPauseMs));
      this.current = new LabProcess(options);
      this.restarted((this.restarts += 1));
    }
  }
}

/** Pause before a start, so that a process that cannot run does not take the machine for itself. */
const restartPauseMs = 1_000;
