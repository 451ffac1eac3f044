// Reaches ports of pods through the API server's port forwarding.
import * as http from "node:http";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import type { KubeClient } from "../../../kubernetes/client";

/** What a forwarded port brought. */
export interface Forwarded {
  status: number;
  body: string;
}

/**
 * Asks a pod for a path through the API server's `portforward` alone, over WebSocket.
 *
 * @throws Error with what the kubelet says went wrong, or with the API server's refusal.
 */
export async function forwardedGet(
  client: KubeClient,
  { pod, port, path }: { pod: string; port: number; path: string },
): Promise<Forwarded> {
  const [namespace = "", name = ""] = pod.split("/");
  const connection = await client.connectToPod({ namespace, name }, port);
  try {
    return await new Promise((resolve, reject) => {
      connection.on("error", reject);
      const request = http.get({ path, createConnection: () => connection }, (response) => {
        text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
      });
      request.on("error", reject);
    });
  } finally {
    connection.destroy();
  }
}

/** A port of loopback, each of whose connections goes to a port of a pod. */
export interface ForwardedPort {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  readonly close: () => void;
}

/** Forwards a port of loopback to a port of a pod, as `kubectl port-forward` does. */
export async function forwardPort(
  client: KubeClient,
  { pod, port }: { pod: string; port: number },
): Promise<ForwardedPort> {
  const [namespace = "", name = ""] = pod.split("/");
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    client.connectToPod({ namespace, name }, port).then(
      (connection) => {
        connection.on("error", () => socket.destroy());
        socket.pipe(connection).pipe(socket);
      },
      () => socket.destroy(),
    );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
