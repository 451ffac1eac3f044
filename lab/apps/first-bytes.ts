// Tells a connection's protocol by its first bytes.
import { METHODS } from "node:http";

/** What a client speaks. gRPC is HTTP/2. */
export type Protocol = "http1" | "http2" | "tcp";

/** What an HTTP/2 client sends first (RFC 9113, section 3.4). */
const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/** A request line longer than this is taken for one without waiting for its end. */
const longestRequestLine = 8_192;

/**
 * Tells the protocol of a connection by what the client has sent so far.
 *
 * @returns undefined when more bytes are needed to tell.
 */
export function protocolOf(bytes: Buffer): Protocol | undefined {
  const text = bytes.toString("latin1", 0, longestRequestLine);
  if (text.startsWith(preface)) return "http2";
  if (preface.startsWith(text)) return undefined;
  const blank = text.indexOf(" ");
  if (blank < 0) return METHODS.some((method) => method.startsWith(text)) ? undefined : "tcp";
  if (!METHODS.includes(text.slice(0, blank))) return "tcp";
  const end = text.indexOf("\n");
  if (end < 0) return text.length < longestRequestLine ? undefined : "http1";
  return / HTTP\/1\.[01]\r?$/.test(text.slice(0, end)) ? "http1" : "tcp";
}
