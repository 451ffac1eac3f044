// The program that opens sockets in another network namespace; network-sockets.ts starts it.
import { createServer, Server, Socket } from "node:net";

/** What the supervisor asks of the helper in another network namespace. */
export interface SocketRequest {
  id: number;
  wanted: { kind: "listen"; host: string; port: number } | { kind: "connect"; port: number };
}

/** Its answer; the socket travels beside it. */
export interface SocketAnswer {
  id: number;
  error?: string;
}

/** Loopback in the order in which container runtimes try it. */
const loopback = ["127.0.0.1", "::1"];

function listen(host: string, port: number): Promise<Server> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen({ host, port }, () => done(server));
  });
}

function connect(host: string, port: number): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = new Socket();
    // Nothing may be read here: the process that gets the socket would lose it.
    socket.pause();
    socket.once("error", fail);
    socket.connect({ host, port }, () => done(socket));
  });
}

async function open({ wanted }: SocketRequest): Promise<Server | Socket> {
  if (wanted.kind === "listen") return listen(wanted.host, wanted.port);
  const [first, second] = loopback as [string, string];
  return connect(first, wanted.port).catch((error: Error) =>
    // The first refusal says what people expect to read.
    connect(second, wanted.port).catch(() => Promise.reject(error)),
  );
}

function answer(answer: SocketAnswer, socket?: Server | Socket): void {
  process.send?.(answer, socket, {}, () => {
    // Both would accept connections otherwise.
    if (socket instanceof Server) socket.close();
  });
}

process.on("message", (request: SocketRequest) => {
  const { id } = request;
  open(request).then(
    (socket) => answer({ id }, socket),
    (error: Error) => answer({ id, error: error.message }),
  );
});
process.on("disconnect", () => process.exit(0));
