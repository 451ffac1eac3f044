// Calls of a stand-in server to the services that its container depends on.
import * as http from "node:http";
import type { UpstreamAnswer } from "./app-answer";
import type { AppServerConfig } from "./app-config";
import { resolver } from "../network/resolver";

/** Calls the services that a container depends on, with the headers of the request it answers. */
export type CallUpstreams = (
  urls: string[],
  incoming: http.IncomingHttpHeaders,
) => Promise<UpstreamAnswer[]>;

/** Headers that describe one hop and must not travel to the next. */
const hopHeaders = new Set([
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "te",
  "transfer-encoding",
  "upgrade",
  "x-forwarded-client-cert",
]);

/** Longest silence of a called service, in milliseconds. */
const callTimeoutMs = 10_000;

/** Calls from a pod: all URLs at once, over connections that are kept. A failure is an answer, too. */
export function upstreamCaller(
  config: Pick<AppServerConfig, "dnsServer" | "sourceAddress">,
): CallUpstreams {
  const agent = new http.Agent({
    keepAlive: true,
    ...(config.sourceAddress ? { localAddress: config.sourceAddress } : {}),
  });
  const lookup = config.dnsServer ? { lookup: resolver(config.dnsServer) } : {};
  return (urls, incoming) => {
    const headers = travelling(incoming);
    return Promise.all(
      urls.map((url) => call(url, { agent, headers, timeout: callTimeoutMs, ...lookup })),
    );
  };
}

/** The headers that go on to the next hop. */
function travelling(incoming: http.IncomingHttpHeaders): http.OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(incoming).filter(
      // Those with a colon are HTTP/2's own: method, path, scheme and authority.
      ([name]) => !hopHeaders.has(name) && !name.startsWith("x-envoy-") && !name.startsWith(":"),
    ),
  );
}

function call(url: string, options: http.RequestOptions): Promise<UpstreamAnswer> {
  return new Promise((done) => {
    const failed = (error: Error): void => done({ url, status: 0, error: error.message });
    try {
      const request = http.get(url, options, (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("end", () => {
          done({ url, status: response.statusCode ?? 0, body: parse(text) });
        });
        response.on("error", failed);
      });
      request.on("timeout", () =>
        request.destroy(new Error(`no answer within ${callTimeoutMs / 1000} s`)),
      );
      request.on("error", failed);
    } catch (error) {
      // The URL is none.
      failed(error as Error);
    }
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
