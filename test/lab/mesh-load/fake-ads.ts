// An istiod for specs: takes streams of incremental xDS, keeps what proxies ask, and sends what a spec says.
import { once } from "node:events";
import { createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { Fields, message } from "../../../lab/wire";

/** A request of a proxy. */
export interface Asked {
  readonly type: string;
  readonly subscribe: string[];
  readonly unsubscribe: string[];
  readonly nonce: string | undefined;
  readonly hasNode: boolean;
}

/** Resources by name, each with the bytes of its Cluster, Listener, … */
type Resources = Readonly<Record<string, Buffer>>;

/** The server. */
export class FakeAds {
  readonly asked: Asked[] = [];
  /** Streams that were opened. */
  streams = 0;
  private stream: ServerHttp2Stream | undefined;
  private waiting: (() => void)[] = [];

  private constructor(
    private readonly server: Http2Server,
    readonly url: string,
  ) {
    server.on("stream", (stream) => {
      this.stream = stream;
      this.streams += 1;
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      let bytes = Buffer.alloc(0);
      stream.on("data", (chunk: Buffer) => {
        bytes = Buffer.concat([bytes, chunk]);
        while (bytes.length >= 5 && bytes.length >= 5 + bytes.readUInt32BE(1)) {
          const end = 5 + bytes.readUInt32BE(1);
          this.asked.push(readRequest(bytes.subarray(5, end)));
          bytes = bytes.subarray(end);
        }
        this.waiting.splice(0).forEach((wake) => wake());
      });
      stream.on("error", () => undefined);
    });
  }

  static async start(): Promise<FakeAds> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new FakeAds(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  /** Waits for a request that none of the earlier waits found. */
  async next(matches: (asked: Asked) => boolean): Promise<Asked> {
    for (;;) {
      const index = this.asked.findIndex(matches);
      if (index >= 0) return this.asked.splice(index, 1)[0] as Asked;
      await new Promise<void>((wake) => this.waiting.push(wake));
    }
  }

  /** Sends a response in pieces of some bytes, as it may come over a network. */
  send(type: string, nonce: string, resources: Resources, removed: readonly string[] = []): void {
    const body = message(
      [1, "version"],
      ...Object.entries(resources).map(([name, bytes]) => {
        const any = message([1, type], [2, bytes]);
        return [2, message([1, "v"], [2, any], [3, name])] as const;
      }),
      [4, type],
      [5, nonce],
      ...removed.map((name) => [6, name] as const),
    );
    const head = Buffer.alloc(5);
    head.writeUInt32BE(body.length, 1);
    const all = Buffer.concat([head, body]);
    const size = Math.max(7, all.length >> 6);
    for (let at = 0; at < all.length; at += size) this.stream?.write(all.subarray(at, at + size));
  }

  /** Bytes that the proxy has not taken yet. */
  get unsentBytes(): number {
    return this.stream?.writableLength ?? 0;
  }

  /** Ends the stream, as an istiod that restarts does. */
  drop(): void {
    this.stream?.close();
  }

  stop(): void {
    this.server.close();
    this.stream?.session?.destroy();
  }
}

function readRequest(bytes: Buffer): Asked {
  const asked = { subscribe: [] as string[], unsubscribe: [] as string[], type: "" };
  let nonce: string | undefined;
  let hasNode = false;
  const fields = new Fields(bytes);
  while (fields.next()) {
    if (fields.field === 1) hasNode = true;
    else if (fields.field === 2) asked.type = fields.text();
    else if (fields.field === 3) asked.subscribe.push(fields.text());
    else if (fields.field === 4) asked.unsubscribe.push(fields.text());
    else if (fields.field === 6) nonce = fields.text();
  }
  return { ...asked, nonce, hasNode };
}
