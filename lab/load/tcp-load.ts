// Load of TCP connections, counted by version.
import * as net from "node:net";
import type { TcpAnswer } from "../apps/app-answer";
import { type LoadTotals, type Outcome, repeat, times } from "./load-totals";

/** Which connections to open. */
export interface ConnectionOptions {
  /** `host:port`, e.g. `127.0.0.1:31400`. */
  address: string;
  /** Number of connections. */
  count: number;
  /** Connections open at a time. Default 16. */
  concurrency?: number;
  /** Bytes to send on each connection. Default: a line of text. */
  greeting?: Uint8Array;
  /** Milliseconds after which a connection without an answer counts as failed. Default 10,000. */
  timeout?: number;
}

/**
 * Opens `count` TCP connections one after the other, sends a line on each, and counts the answers of the
 * lab's stand-in servers by the version and cluster that they name.
 *
 * @returns the totals; failed connections are counted, never thrown.
 * @throws TypeError when `count` is no positive integer, or `address` is not `host:port`.
 */
export async function openConnections(options: ConnectionOptions): Promise<LoadTotals> {
  const { host, port } = hostAndPort(options.address);
  const timeout = options.timeout ?? 10_000;
  const greeting = options.greeting ?? Buffer.from("hello\n");
  const more = times(options.count);
  return repeat(options.concurrency ?? 16, more, () => exchange(host, port, greeting, timeout));
}

/**
 * The parts of `host:port`.
 *
 * @throws TypeError when the text has another form.
 */
export function hostAndPort(address: string): { host: string; port: number } {
  const parsed = /^([^:\s]+):(\d{1,5})$/.exec(address);
  if (!parsed) {
    throw new TypeError(
      `The address is "${address}", but must be host:port, e.g. 127.0.0.1:31400.`,
    );
  }
  return { host: parsed[1] as string, port: Number(parsed[2]) };
}

function exchange(
  host: string,
  port: number,
  greeting: Uint8Array,
  timeout: number,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    let text = "";
    const end = (outcome: Outcome): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const fail = (failure: string): void => end({ version: "", cluster: "", failure });
    const timer = setTimeout(() => fail(`no answer within ${timeout} ms`), timeout);
    socket.on("connect", () => socket.write(greeting));
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const line = text.indexOf("\n");
      if (line >= 0) end(outcomeOf(text.slice(0, line)));
    });
    socket.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
    socket.on("close", () => fail("closed without an answer"));
  });
}

function outcomeOf(line: string): Outcome {
  try {
    const { version, cluster } = JSON.parse(line) as TcpAnswer;
    return { version, cluster };
  } catch {
    return { version: "", cluster: "", failure: `not the lab's answer: ${line.slice(0, 100)}` };
  }
}
