/** Proxies on loopback for specs: one of HTTP with CONNECT, and one of SOCKS5. */
import * as http from "node:http";
import * as https from "node:https";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { ServerCertificate } from "../certificate";

/** A proxy, and what it was asked for. */
export interface ForwardProxy {
  /** `127.0.0.1:port` */
  readonly address: string;
  /** Addresses that it was asked to connect, as they were written. */
  readonly asked: string[];
  /** How many connections it has. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** How a proxy of HTTP answers. */
export interface ConnectProxyOptions {
  /** Its certificate. @default plain HTTP */
  readonly tls?: ServerCertificate;
  /** `user:password` that it demands. @default none */
  readonly login?: string;
  /** What it answers in place of a connection; `silent` is never an answer. */
  readonly refuses?: number | "silent";
}

/** A proxy of HTTP. It finds each name on loopback. */
export async function connectProxy(options: ConnectProxyOptions = {}): Promise<ForwardProxy> {
  const { tls, login, refuses } = options;
  const server = tls
    ? https.createServer({ cert: tls.certificate, key: tls.key })
    : http.createServer();
  const asked: string[] = [];
  const ending = closing(server);
  server.on("connect", (request: http.IncomingMessage, socket: Duplex) => {
    socket.on("error", () => socket.destroy());
    asked.push(request.url ?? "");
    if (refuses === "silent") return void socket.on("end", () => socket.destroy()).resume();
    const known = login && `Basic ${Buffer.from(login).toString("base64")}`;
    const status = known && request.headers["proxy-authorization"] !== known ? 407 : refuses;
    if (status) return void socket.end(`HTTP/1.1 ${status} refused\r\ncontent-length: 0\r\n\r\n`);
    const port = Number(/:(\d+)$/.exec(request.url ?? "")?.[1]);
    join(socket, port, () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
  });
  return { address: await listening(server), asked, ...ending };
}

/** A proxy of SOCKS5 (RFC 1928). It finds each name on loopback. */
export async function socksProxy({ refuses = false } = {}): Promise<ForwardProxy> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () => {
      socket.write(Buffer.from([5, 0]));
      socket.once("data", (wish: Buffer) => {
        const length = wish[4] ?? 0;
        const byName = wish[3] === 3;
        const host = byName
          ? wish.subarray(5, 5 + length).toString()
          : [...wish.subarray(4, 8)].join(".");
        const port = wish.readUInt16BE(byName ? 5 + length : 8);
        asked.push(`${host}:${port}`);
        const answer = (code: number) => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
        if (refuses) return void socket.end(answer(2));
        join(socket, port, () => socket.write(answer(0)));
      });
    });
  });
  const ending = closing(server);
  return { address: await listening(server), asked, ...ending };
}

function join(socket: Duplex, port: number, begin: () => void): void {
  const other = connect({ host: "127.0.0.1", port }, () => {
    begin();
    socket.pipe(other).pipe(socket);
  });
  other.on("error", () => socket.destroy());
  socket.on("close", () => other.destroy());
}

async function listening(server: Server | http.Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Ends all connections with the server: a tunnel may be silent for long. */
function closing(server: Server | http.Server): Pick<ForwardProxy, "connections" | "close"> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      for (const socket of sockets) socket.destroy();
    });
  return { connections: () => sockets.size, close };
}
