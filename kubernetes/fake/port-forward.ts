// Port-forward to a pod of the fake API server, in the WebSocket protocol that `../port-forward.ts` speaks.
import type { IncomingMessage, Server } from "node:http";
import { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";

const dataChannel = 0;
const errorChannel = 1;

/** Accepts port-forwards, and leads their data to a server of HTTP. */
export class PortForwards {
  private readonly sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has("v4.channel.k8s.io") ? "v4.channel.k8s.io" : false),
  });
  private readonly open = new Set<WebSocket>();

  /**
   * @param serverOf the server behind a port of the pod; undefined where nothing listens: the kubelet tells an error then
   */
  accept(
    request: IncomingMessage,
    head: Buffer,
    port: number,
    serverOf: (port: number) => Server | undefined,
  ): void {
    this.sockets.handleUpgrade(request, request.socket, head, (socket) => {
      this.open.add(socket);
      socket.on("close", () => this.open.delete(socket));
      // The first message of each channel names the port.
      for (const channel of [dataChannel, errorChannel]) {
        const begin = Buffer.from([channel, 0, 0]);
        begin.writeUInt16LE(port, 1);
        socket.send(begin);
      }
      const server = serverOf(port);
      if (server) server.emit("connection", new ForwardedConnection(socket));
      else
        socket.send(
          Buffer.concat([
            Buffer.from([errorChannel]),
            Buffer.from(`error forwarding port ${port} to pod: connection refused`),
          ]),
        );
    });
  }

  /** Breaks all connections, as a restart of a kubelet does. */
  cut(): void {
    for (const socket of this.open) socket.terminate();
  }
}

/** The pod's side of a forwarded connection. */
class ForwardedConnection extends Duplex {
  constructor(private readonly socket: WebSocket) {
    super();
    socket.on("message", (message: Buffer) => {
      if (message[0] === dataChannel) this.push(message.subarray(1));
    });
    socket.on("close", () => {
      this.push(null);
      this.destroy();
    });
    socket.on("error", (error) => this.destroy(error));
  }

  override _read(): void {
    // Messages come as they come.
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.send(Buffer.concat([Buffer.from([dataChannel]), chunk]), done);
  }

  override _final(done: () => void): void {
    this.socket.close();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.socket.terminate();
    done(error);
  }

  /** As Node's HTTP server calls it on a connection. */
  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }
}
