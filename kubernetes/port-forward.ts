import type { Agent } from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import WebSocket from "ws";
import {
  identityHeaders,
  tlsOptions,
  withCredentials,
  type KubeClientOptions,
} from "./client-options";
import type { Credentials } from "./credentials";

/** The only version of the protocol for WebSockets: the first byte of a message names its channel. */
const protocol = "v4.channel.k8s.io";
const dataChannel = 0;

/** How long a connection through the API server and the kubelet may take. */
const handshakeTimeoutMs = 5_000;

/** How the connection to the API server is made. */
export interface PortForwardOptions {
  /** Milliseconds. @default 5,000 */
  readonly timeoutMs?: number;
  /** An agent that leads through a proxy. */
  readonly agent?: Agent;
}

/**
 * A connection to a port of a pod, as from inside the pod: through the API server and the kubelet, as `kubectl
 * port-forward` makes it (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/).
 *
 * @throws Error that says what the API server answered instead
 */
export async function connectToPod(
  options: KubeClientOptions,
  pod: { readonly namespace: string; readonly name: string },
  port: number,
  how: PortForwardOptions = {},
): Promise<Duplex> {
  return withCredentials(options, (credentials) => open(options, credentials, pod, port, how));
}

async function open(
  options: KubeClientOptions,
  credentials: Credentials,
  pod: { readonly namespace: string; readonly name: string },
  port: number,
  { timeoutMs = handshakeTimeoutMs, agent }: PortForwardOptions,
): Promise<Duplex> {
  const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}/portforward?ports=${port}`;
  const url = options.server.replace(/^http/, "ws") + path;
  const socket = new WebSocket(url, protocol, {
    ...tlsOptions(options, credentials),
    // The package leaves arrays to Node.js, which writes a header for each value.
    headers: identityHeaders(options, credentials) as Record<string, string>,
    ...(agent && { agent, secureEndpoint: url.startsWith("wss:") }),
    handshakeTimeout: timeoutMs,
    perMessageDeflate: false,
  });
  // From the start: the first messages may come in one piece with the answer to the upgrade.
  const connection = new PodConnection(socket);
  await new Promise<void>((done, fail) => {
    socket.once("open", done);
    connection.once("error", fail);
    socket.once("unexpected-response", (_, { statusCode }) => {
      socket.terminate();
      const error = new Error(`the API server answers ${statusCode}`);
      fail(Object.assign(error, { status: statusCode }));
    });
  });
  // What the kubelet refuses may be known already, too.
  if (connection.errored) throw connection.errored;
  return connection;
}

/** A stream over the channels of a WebSocket; with as much of a socket's form as Node's HTTP client asks for. */
class PodConnection extends Duplex {
  /** The first message of each channel names the port. */
  private readonly begun = new Set<number>();

  /** What carries the WebSocket, and keeps the process alive for as long as it is wanted. */
  private below: Socket | undefined;

  constructor(private readonly socket: WebSocket) {
    super();
    socket.once("upgrade", (answer) => (this.below = answer.socket));
    socket.on("message", (message: Buffer) => this.receive(message));
    socket.on("close", () => {
      this.push(null);
      this.destroy();
    });
    socket.on("error", (error) => this.destroy(error));
  }

  private receive(message: Buffer): void {
    const [channel = dataChannel] = message;
    if (!this.begun.has(channel)) return void this.begun.add(channel);
    if (channel === dataChannel) this.push(message.subarray(1));
    else if (message.length > 1) this.destroy(new Error(message.subarray(1).toString()));
  }

  override _read(): void {
    // Messages come as they come.
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.send(Buffer.concat([Buffer.from([dataChannel]), chunk]), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.socket.terminate();
    done(error);
  }

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  /** As Node's agent calls it while it waits for an answer. */
  ref(): this {
    this.below?.ref();
    return this;
  }

  /** As Node's agent calls it between requests: a program that has been refused ends at once. */
  unref(): this {
    this.below?.unref();
    return this;
  }
}
