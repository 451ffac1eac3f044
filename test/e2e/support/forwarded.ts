// Requests a path of a pod through the API server's port forwarding.
import * as http from "node:http";
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
