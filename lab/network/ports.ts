// Listening sockets on the host's loopback.
import { createServer, type Server } from "node:net";
import type { PortRange } from "../clusters";
import { LabError } from "../types";

/** A socket that listens on the host's loopback. */
export interface HostListener {
  port: number;
  server: Server;
}

/**
 * Opens listening sockets on 127.0.0.1 and keeps them open, so that no other program can take a port
 * between the choice and its use.
 */
export class HostListeners {
  private readonly byPort = new Map<number, Server>();

  /**
   * Opens the preferred port or, where it is taken, the first free one of the range.
   *
   * @throws LabError when the whole range is taken.
   */
  readonly open = async (
    range: PortRange,
    preferred: number | undefined,
    taken: Set<number>,
  ): Promise<number> => {
    const candidates = function* (): Generator<number> {
      if (preferred !== undefined) yield preferred;
      for (let port = range.first; port <= range.last; port += 1) yield port;
    };
    for (const port of candidates()) {
      if (taken.has(port) || this.byPort.has(port)) continue;
      const server = await listen(port);
      if (!server) continue;
      this.byPort.set(port, server);
      return port;
    }
    throw new LabError(
      `No port between ${range.first} and ${range.last} is free on 127.0.0.1: ` +
        "end a program that listens there (`ss -ltn` lists them), then try again.",
    );
  };

  /** The open sockets. */
  all(): HostListener[] {
    return [...this.byPort].map(([port, server]) => ({ port, server }));
  }

  /** Closes this process's hold on the sockets. */
  close(): void {
    for (const server of this.byPort.values()) server.close();
    this.byPort.clear();
  }
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") done(undefined);
      else fail(error);
    });
    server.listen({ host: "127.0.0.1", port }, () => done(server));
  });
}
