import { expect } from "chai";
import { once } from "node:events";
import * as net from "node:net";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import {
  forwardedPorts,
  forwardPorts,
  type ForwardedPort,
} from "../../../lab/control-plane/port-forward";

/** Forwards the ports over a real WebSocket, sends what is given, and gathers what each channel brings until the end. */
async function exchange(ports: ForwardedPort[], ...messages: Buffer[]): Promise<string[]> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  try {
    server.on("connection", (socket) => forwardPorts(socket, "shop/a", ports));
    await once(server, "listening");
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const received: string[] = [];
    client.on("message", (message: Buffer) => {
      const channel = message[0] ?? 0;
      received[channel] = (received[channel] ?? "") + message.subarray(1).toString("latin1");
    });
    client.on("open", () => messages.forEach((message) => client.send(message)));
    await once(client, "close");
    return received;
  } finally {
    server.close();
  }
}

/** A server that says what it received, in capitals, and ends the connection. */
async function shouting(): Promise<net.Server> {
  const server = net.createServer((socket) =>
    socket.once("data", (data: Buffer) => socket.end(data.toString().toUpperCase())),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

const frame = (channel: number, text: string) =>
  Buffer.concat([Buffer.from([channel]), Buffer.from(text)]);

describe("a forwarded port", () => {
  it("begins each channel with the port's two bytes, carries data both ways and then ends", async () => {
    const server = await shouting();
    const { port } = server.address() as AddressInfo;
    const connect = () => Promise.resolve(net.connect({ host: "127.0.0.1", port }).pause());
    const received = await exchange([{ port: 15014, connect }], frame(0, "hello"));
    server.close();
    expect(received).to.deep.equal(["\xa6\x3aHELLO", "\xa6\x3a"]);
  });

  it("has two channels beside others, and says on the second why there is no connection", async () => {
    const server = await shouting();
    const { port } = server.address() as AddressInfo;
    const connect = () => Promise.resolve(net.connect({ host: "127.0.0.1", port }).pause());
    const refused = () => Promise.reject(new Error("nobody listens"));
    const ports = [
      { port: 1, connect: refused },
      { port: 256, connect },
    ];
    const received = await exchange(ports, frame(2, "b"), frame(9, "nowhere"));
    server.close();
    const why = "error forwarding port 1 to pod shop/a: nobody listens";
    expect(received).to.deep.equal(["\x01\x00", `\x01\x00${why}`, "\x00\x01B", "\x00\x01"]);
  });
});

describe("the ports that a request names", () => {
  it("stand in one parameter or in several", () => {
    expect(forwardedPorts(["80,443", "15014"])).to.deep.equal([80, 443, 15014]);
  });

  it("are none at all when one of them is no port", () => {
    for (const wrong of [[], [""], ["0"], ["80,x"], ["65536"], ["-1"], ["1.5"]]) {
      expect(forwardedPorts(wrong), wrong.join()).to.deep.equal([]);
    }
  });
});
