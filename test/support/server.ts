// Servers and free ports on loopback.
import { createServer, type AddressInfo, type Server } from "node:net";

/** A server on loopback that takes connections and says nothing. */
export async function listen(): Promise<{ port: number; close: () => Promise<void> }> {
  const server: Server = createServer((socket) => socket.on("error", () => socket.destroy()));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise<void>((done) => server.close(() => done())),
  };
}

/** A port of loopback on which nothing listens. */
export async function closedPort(): Promise<number> {
  const { port, close } = await listen();
  await close();
  return port;
}
