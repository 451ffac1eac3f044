// Port-forwarding on the kubelet's side: WebSocket channels to ports of a pod.
import type { Socket } from "node:net";
import type { WebSocket } from "ws";

/** The subprotocol: the first byte of each binary message is the number of its channel. */
export const channelProtocol = "v4.channel.k8s.io";

/** Bytes on their way to the client above which no more are read from the pod. */
const highWater = 1 << 20;

/**
 * The ports that a request names, in a parameter each or several in one.
 *
 * @returns nothing when one of them is none.
 */
export function forwardedPorts(parameters: string[]): number[] {
  const ports = parameters.flatMap((parameter) => parameter.split(",")).map(Number);
  const valid = ports.every((port) => Number.isInteger(port) && port >= 1 && port <= 65_535);
  return valid ? ports : [];
}

/** A port of a pod that a client wants to reach. */
export interface ForwardedPort {
  port: number;
  /** Connects to that port on the pod's own loopback; the socket is paused. */
  connect: () => Promise<Socket>;
}

/**
 * Connects the channels of a WebSocket to ports of a pod, as a kubelet does (k8s.io/cri-streaming,
 * portforward/websocket.go): for the port with index n the channel 2n carries data both ways and 2n+1 what went
 * wrong; the first message of each is the port as two bytes, the low one first. It ends when all connections have.
 *
 * @param pod how a message names the pod
 */
export function forwardPorts(socket: WebSocket, pod: string, ports: ForwardedPort[]): void {
  const toPod: ((data: Buffer) => void)[] = [];
  let open = ports.length;
  const done = (): void => {
    open -= 1;
    if (open === 0) socket.close();
  };
  socket.on("error", () => socket.terminate());
  socket.on("message", (message) => {
    const data = message as Buffer;
    toPod[data[0] ?? -1]?.(data.subarray(1));
  });
  ports.forEach((port, index) => {
    const channels = { data: 2 * index, error: 2 * index + 1 };
    for (const channel of Object.values(channels)) {
      socket.send(frame(channel, Buffer.from([port.port & 0xff, port.port >> 8])));
    }
    // What comes before the connection stands is kept, not lost.
    const early: Buffer[] = [];
    toPod[channels.data] = (data) => void early.push(data);
    port.connect().then(
      (target) => {
        toPod[channels.data] = join(socket, target, channels.data, done);
        early.forEach((data) => toPod[channels.data]?.(data));
      },
      (error: Error) => {
        const what = `error forwarding port ${port.port} to pod ${pod}: ${error.message}`;
        socket.send(frame(channels.error, Buffer.from(what)));
        done();
      },
    );
  });
}

/** Copies both ways. @returns what takes the client's data */
function join(
  socket: WebSocket,
  target: Socket,
  channel: number,
  done: () => void,
): (data: Buffer) => void {
  target.setNoDelay(true);
  target.on("data", (data: Buffer) => {
    socket.send(frame(channel, data), () => target.resume());
    if (socket.bufferedAmount > highWater) target.pause();
  });
  target.on("drain", () => socket.resume());
  // The pod's reset is the end of the connection, as it is for the client of a kubelet.
  target.on("error", () => target.destroy());
  target.once("close", done);
  socket.once("close", () => target.destroy());
  if (socket.readyState === socket.CLOSED) target.destroy();
  target.resume();
  return (data) => {
    if (target.writable && !target.write(data)) socket.pause();
  };
}

function frame(channel: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([channel]), data]);
}
