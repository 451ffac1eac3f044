// Sockets in network namespaces other than this process's.
import { type ChildProcess, fork } from "node:child_process";
import type { Server, Socket } from "node:net";
import { inNetwork } from "./network";
import type { SocketAnswer, SocketRequest } from "./socket-helper";

/** Where the supervisor puts the bundled helper, on a private tmpfs. */
export const socketHelperBundle = "/run/lab/socket-helper.cjs";

/** Milliseconds without a request after which a helper ends: it costs 40 MB, and most are asked once. */
const idleMs = 60_000;

/**
 * Opens sockets in other network namespaces. A socket belongs for ever to the namespace of the process that opened
 * it, and Node.js can't change its own: so a helper opens them there and hands them over.
 */
export class NetworkSockets {
  private readonly helpers = new Map<string, Helper>();

  /**
   * A server that listens in a network namespace.
   *
   * @throws Error when the address can't be had.
   */
  async listen(network: string, host: string, port: number): Promise<Server> {
    return (await this.helper(network).ask({ kind: "listen", host, port })) as Server;
  }

  /**
   * A connection inside a network namespace to a port of its loopback, paused.
   *
   * @throws Error when no process listens.
   */
  async connect(network: string, port: number): Promise<Socket> {
    return (await this.helper(network).ask({ kind: "connect", port })) as Socket;
  }

  private helper(network: string): Helper {
    const known = this.helpers.get(network);
    if (known) return known;
    const helper = new Helper(network, () => {
      if (this.helpers.get(network) === helper) this.helpers.delete(network);
    });
    this.helpers.set(network, helper);
    return helper;
  }
}

/** A process in another network namespace. */
class Helper {
  private readonly child: ChildProcess;
  private timer?: NodeJS.Timeout;
  private next = 0;
  private readonly waiting = new Map<
    number,
    (error: string | undefined, socket: unknown) => void
  >();

  constructor(
    private readonly network: string,
    private readonly ended: () => void,
  ) {
    const [execPath, ...execArgv] = inNetwork([process.execPath], { network }) as [
      string,
      ...string[],
    ];
    const env = { PATH: process.env.PATH ?? "" };
    this.child = fork(socketHelperBundle, [], { execPath, execArgv, env });
    this.child.on("message", ({ id, error }: SocketAnswer, socket) =>
      this.answered(id, error, socket),
    );
    this.child.once("error", (error) => this.close(error.message));
    this.child.once("exit", () => this.close("the process ended"));
  }

  /** @throws Error that says why there is no such socket */
  ask(wanted: SocketRequest["wanted"]): Promise<unknown> {
    clearTimeout(this.timer);
    const id = (this.next += 1);
    return new Promise((done, fail) => {
      this.waiting.set(id, (error, socket) => {
        if (error === undefined) done(socket);
        else fail(new Error(error));
      });
      this.child.send({ id, wanted } satisfies SocketRequest, (error) => {
        if (error) this.answered(id, error.message, undefined);
      });
    });
  }

  private answered(id: number, error: string | undefined, socket: unknown): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    waiting?.(error, socket);
    if (this.waiting.size > 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.close("unused"), idleMs).unref();
  }

  /** What it has handed over stays open. */
  private close(why: string): void {
    clearTimeout(this.timer);
    this.ended();
    if (this.child.connected) this.child.disconnect();
    for (const id of [...this.waiting.keys()]) {
      this.answered(id, `no socket in ${this.network}: ${why}`, undefined);
    }
    clearTimeout(this.timer);
  }
}
