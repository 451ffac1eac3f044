/** Tries whether an API server takes connections, before anything relies on it. */
import { request } from "node:http";
import { connect } from "node:net";
import type { ApiServer } from "./api-server";
import { authorityOf } from "./named-files";
import { hostOf, portOf, proxyOrigin } from "./proxy";

/** Milliseconds after which a silent API server counts as unreachable. */
const connectTimeoutMs = 5_000;

/**
 * @returns why no connection to the API server can be made, through its proxy where it has one; undefined where it can
 */
export function unreachable(
  server: ApiServer,
  timeoutMs = connectTimeoutMs,
): Promise<string | undefined> {
  return server.proxy
    ? unreachableThrough(server, server.proxy, timeoutMs)
    : unreachableDirectly(server, timeoutMs);
}

function unreachableDirectly(server: ApiServer, timeoutMs: number): Promise<string | undefined> {
  return new Promise((done) => {
    const socket = connect(addressOf(server));
    const finish = (problem?: string) => {
      socket.destroy();
      done(problem);
    };
    socket.setTimeout(timeoutMs, () => finish(`no answer within ${timeoutMs / 1000} s`));
    socket.once("connect", () => finish());
    socket.once("error", (error) => finish(reason(error)));
  });
}

async function unreachableThrough(
  server: ApiServer,
  proxy: URL,
  timeoutMs: number,
): Promise<string | undefined> {
  // Most clusters have no proxy.
  const { proxyAgent } = await import("./proxy-agent.js");
  const closing = new AbortController();
  const insecure = server.entry["insecure-skip-tls-verify"] ?? false;
  const tls = { ca: authorityOf(server), insecure };
  // To connect is enough, so TLS with the API server itself is left out.
  const agent = proxyAgent(proxy, "http:", tls, closing.signal);
  const answer = new Promise<string | undefined>((done) => {
    const asked = request({ ...addressOf(server), agent });
    const late = `no answer within ${timeoutMs / 1000} s through the proxy ${proxyOrigin(proxy)}`;
    const timer = setTimeout(() => finish(late), timeoutMs);
    const finish = (problem?: string) => {
      clearTimeout(timer);
      asked.destroy();
      done(problem);
    };
    // The proxy has connected it; what it would say is of no interest here.
    asked.once("socket", () => finish());
    asked.on("error", (error) => finish(reason(error)));
  });
  return answer.finally(() => {
    closing.abort();
    agent.destroy();
  });
}

function addressOf({ url }: ApiServer): { readonly host: string; readonly port: number } {
  return { host: hostOf(url), port: Number(portOf(url)) };
}

/** A name with several addresses fails once for each of them, in an error that has no message itself. */
function reason(error: Error): string {
  return error instanceof AggregateError
    ? error.errors.map((each) => (each as Error).message).join(", ")
    : error.message;
}
