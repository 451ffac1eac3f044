import * as http from "node:http";
import { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { WebSocket } from "ws";
import type { KubeClient } from "../../../kube/client";

/** What a forwarded port brought. */
export interface Forwarded {
  status: number;
  body: string;
}

/**
 * Asks a pod for a path by way of the API server's `portforward` alone, over WebSocket.
 *
 * @throws Error with what the kubelet says went wrong, or with the API server's refusal.
 */
export async function forwardedGet(
  { options }: KubeClient,
  { pod, port, path }: { pod: string; port: number; path: string },
): Promise<Forwarded> {
  const [namespace, name] = pod.split("/");
  const url = `${options.server}/api/v1/namespaces/${namespace}/pods/${name}/portforward?ports=${port}`;
  const socket = new WebSocket(url, "v4.channel.k8s.io", {
    ca: options.ca,
    headers: { authorization: `Bearer ${options.token}` },
  });
  const stream = channels(socket);
  try {
    return await new Promise((resolve, reject) => {
      stream.on("error", reject);
      const request = http.get({ path, createConnection: () => stream }, (response) => {
        text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
      });
      request.on("error", reject);
    });
  } finally {
    socket.close();
  }
}

/** The data channel as a stream; a message on the error channel ends it. */
function channels(socket: WebSocket): Duplex {
  const seen = new Set<number>();
  const opened = new Promise<void>((resolve) => socket.once("open", resolve));
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      void opened.then(() => socket.send(Buffer.concat([Buffer.from([0]), chunk]), done));
    },
  });
  socket.on("message", (message) => {
    const [channel, data] = [(message as Buffer)[0] as number, (message as Buffer).subarray(1)];
    const first = !seen.has(channel);
    seen.add(channel);
    // The first message of each channel is the port.
    if (first) return;
    if (channel === 0) stream.push(data);
    else stream.destroy(new Error(data.toString()));
  });
  socket.on("close", () => stream.push(null));
  socket.on("error", (error) => stream.destroy(error));
  return stream;
}
