/** Serves the page of a rollout on loopback, as long as it is asked for. */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock, type Clock } from "../../clock";
import { answerTo, type PagePlace } from "./request";

/** What is served. */
export interface PageSource {
  /**
   * Makes the page as it is now, as HTML.
   *
   * @throws Error that says why it can't be made
   */
  readonly make: () => Promise<string>;
  /** The policy that browsers keep for it. */
  readonly policy: string;
  /** @default a free one */
  readonly port?: number;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/** A server that runs. */
export interface PageServer {
  /** The whole address, with its key. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** For so many milliseconds all readers get the same page: clusters are not asked for each of them. */
const freshMs = 1500;

/**
 * Begins to listen on 127.0.0.1.
 *
 * @throws Error that says why it can't: the port is taken
 */
export async function servePage(source: PageSource): Promise<PageServer> {
  const key = randomBytes(16).toString("hex");
  const make = shared(source);
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    void answer(request, response, { place: { port, key }, make, policy: source.policy });
  });
  await listening(server, source.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${key}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      fail(
        error.code === "EADDRINUSE"
          ? new Error(`port ${port} is taken. Fix: give another one with --port, or none`)
          : error,
      ),
    );
    server.listen(port, "127.0.0.1", done);
  });
}

/** One page for all who ask at about the same time. */
function shared({ make, clock = systemClock }: PageSource): () => Promise<string> {
  let known: { readonly page: Promise<string>; readonly untilMs: number } | undefined;
  return () => {
    if (known && clock.now() < known.untilMs) return known.page;
    // While it is being made, nobody else begins to.
    const made = { page: make(), untilMs: Infinity };
    known = made;
    const end = () => {
      if (known === made) known = { page: made.page, untilMs: clock.now() + freshMs };
    };
    made.page.then(end, end);
    return made.page;
  };
}

async function answer(
  { method = "", url = "", headers }: IncomingMessage,
  response: ServerResponse,
  about: {
    readonly place: PagePlace;
    readonly make: () => Promise<string>;
    readonly policy: string;
  },
): Promise<void> {
  const given = answerTo({ method, path: url, headers }, about.place);
  const end = (status: number, type: string, text: string) => {
    response.writeHead(status, {
      "content-type": `${type}; charset=utf-8`,
      "content-length": Buffer.byteLength(text),
      "content-security-policy": `${about.policy}; frame-ancestors 'none'`,
      "cache-control": "no-store",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      ...(status === 405 && { allow: "GET, HEAD" }),
    });
    response.end(method === "HEAD" ? undefined : text);
  };
  if (!("give" in given)) return end(given.status, "text/plain", `${given.why}\n`);
  try {
    end(200, "text/html", await about.make());
  } catch (error) {
    end(503, "text/plain", `${(error as Error).message}\n`);
  }
}
