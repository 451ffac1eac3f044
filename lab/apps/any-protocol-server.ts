// One port for every protocol: HTTP/1.1, HTTP/2, gRPC and raw TCP.
import type * as http from "node:http";
import type { Http2Server } from "node:http2";
import * as net from "node:net";
import { type Protocol, protocolOf } from "./first-bytes";

/** Who takes a connection on. */
export interface ProtocolServers {
  http1: http.Server;
  http2: Http2Server;
  /** Gets a connection whose client has sent its first bytes. */
  tcp: (socket: net.Socket) => void;
}

/** Milliseconds after which bytes that may still become HTTP are taken for raw TCP. */
const undecidedMs = 500;

/**
 * A server that takes every protocol on one port: it waits for the first bytes of a connection and
 * hands it to the server of that protocol.
 */
export function anyProtocolServer(servers: ProtocolServers): net.Server {
  // Half-open as Node's own HTTP server: a client may end its side before it has its answer.
  return net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    let bytes = Buffer.alloc(0);
    let timer: NodeJS.Timeout | undefined;
    const leave = (): void => {
      clearTimeout(timer);
      socket.off("readable", look).off("end", ended).off("close", leave).off("error", broken);
    };
    const hand = (protocol: Protocol): void => {
      leave();
      if (protocol === "tcp") return servers.tcp(socket);
      socket.unshift(bytes);
      servers[protocol].emit("connection", socket);
    };
    const look = (): void => {
      const chunk = socket.read() as Buffer | null;
      if (!chunk) return;
      bytes = Buffer.concat([bytes, chunk]);
      const protocol = protocolOf(bytes);
      if (protocol) hand(protocol);
      else timer ??= setTimeout(() => hand("tcp"), undecidedMs);
    };
    const ended = (): void => {
      if (bytes.length > 0) return hand("tcp");
      leave();
      socket.end();
    };
    const broken = (): void => {
      socket.destroy();
    };
    socket.on("readable", look).on("end", ended).on("close", leave).on("error", broken);
  });
}
