// A gRPC stream to istiod over HTTP/2 without TLS. Messages stay bytes: a general client would decode what a simulated proxy
// only counts.
import type { IncomingHttpHeaders } from "node:http";
import { connect, type ClientHttp2Session, type ClientHttp2Stream } from "node:http2";

const method = "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources";

/** Bytes that istiod may send before this process has read them: a whole configuration of a big mesh. */
const usualWindowBytes = 4 << 20;

/** The least that HTTP/2 has for a connection (RFC 9113, section 6.9.2). */
const smallWindowBytes = 65_535;

/** A gRPC message begins with a flag and its length. */
const headBytes = 5;

/** A stream of incremental xDS with a connection of its own, as each proxy has. */
export class AdsStream {
  private readonly session: ClientHttp2Session;
  private readonly stream: ClientHttp2Stream;
  private parts: Buffer[] = [];
  private size = 0;
  private ended = false;

  /**
   * Opens it.
   *
   * @param server `http://address:port`
   * @param onMessage gets each message
   * @param onEnd called once, with the reason, when the stream has ended
   * @param window `small`: istiod may send few bytes before they are read. @default "usual"
   */
  constructor(
    server: string,
    private readonly onMessage: (bytes: Buffer) => void,
    onEnd: (why: string) => void,
    window: "usual" | "small" = "usual",
  ) {
    const windowBytes = window === "small" ? smallWindowBytes : usualWindowBytes;
    const end = (why: string): void => {
      if (this.ended) return;
      this.ended = true;
      this.session.destroy();
      onEnd(why);
    };
    this.session = connect(server, { settings: { initialWindowSize: windowBytes } });
    this.session.on("connect", () => this.session.setLocalWindowSize(windowBytes));
    this.session.on("error", (error: Error) => end(error.message));
    this.session.on("close", () => end("istiod closed the connection"));
    this.stream = this.session.request(
      { ":method": "POST", ":path": method, "content-type": "application/grpc", te: "trailers" },
      { endStream: false },
    );
    this.stream.on("data", (chunk: Buffer) => this.take(chunk));
    this.stream.on("trailers", (trailers: IncomingHttpHeaders) =>
      end(String(trailers["grpc-message"] ?? "")),
    );
    this.stream.on("error", (error: Error) => end(error.message));
    this.stream.on("close", () => end("istiod closed the stream"));
  }

  /** Sends a message. */
  send(message: Buffer): void {
    if (this.ended) return;
    const head = Buffer.alloc(headBytes);
    head.writeUInt32BE(message.length, 1);
    this.stream.write(Buffer.concat([head, message]));
  }

  /**
   * Reads no more. istiod's next message is on its way for ever then, as HTTP/2 limits each stream by itself; the connection
   * lives on, and istiod's pings are answered.
   */
  pause(): void {
    this.stream.pause();
  }

  /** Ends it; `onEnd` is called. */
  close(): void {
    this.session.destroy();
  }

  private take(chunk: Buffer): void {
    this.parts.push(chunk);
    this.size += chunk.length;
    while (this.size >= headBytes) {
      const length = headBytes + this.lengthOfFirst();
      if (this.size < length) return;
      const bytes = this.whole();
      this.parts = bytes.length > length ? [bytes.subarray(length)] : [];
      this.size -= length;
      this.onMessage(bytes.subarray(headBytes, length));
    }
  }

  private lengthOfFirst(): number {
    if ((this.parts[0]?.length ?? 0) < headBytes) this.whole();
    return this.parts[0]?.readUInt32BE(1) ?? 0;
  }

  /** All that came in one piece. */
  private whole(): Buffer {
    const [first] = this.parts;
    const bytes = this.parts.length === 1 && first ? first : Buffer.concat(this.parts, this.size);
    this.parts = [bytes];
    return bytes;
  }
}
