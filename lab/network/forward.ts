// Forwards TCP connections of a listening socket.
import * as net from "node:net";

/** Where the next connection goes; undefined when there is nothing to connect to now. */
export type PickTarget = () => { host: string; port: number } | undefined;

/**
 * Hands every connection of a listening socket on to an address inside the lab, as a node port or a
 * published container port would. The socket was opened in the host's network namespace and keeps it.
 */
export function forward(server: net.Server, pick: PickTarget): void {
  server.on("connection", (client) => {
    const target = pick();
    // As a node port without endpoints: refused at once instead of a hanging connection.
    if (!target) return void client.resetAndDestroy();
    const inner = net.connect({ ...target, noDelay: true });
    client.setNoDelay(true);
    client.pipe(inner);
    inner.pipe(client);
    const close = (): void => {
      client.destroy();
      inner.destroy();
    };
    client.on("error", close);
    inner.on("error", close);
    client.on("close", close);
    inner.on("close", close);
  });
}
