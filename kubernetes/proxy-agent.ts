/** Connections through a proxy. It loads only where one is named. */
import type { Agent, ClientRequest } from "node:http";
import type { Socket } from "node:net";
import { rootCertificates } from "node:tls";
import { HttpsProxyAgent } from "https-proxy-agent";
import { SocksProxyAgent } from "socks-proxy-agent";
import { proxyOrigin } from "./proxy";

/** What a connection to a proxy of https needs beside its address. */
export interface ProxyTls {
  /** The API server's authority: the proxy's certificate may be of the same, as for kubectl. */
  readonly ca?: string | Buffer;
  readonly insecure?: boolean;
}

type ConnectOptions = Parameters<HttpsProxyAgent<string>["connect"]>[1];

/**
 * An agent whose connections go through a proxy of http, https or socks5. It keeps them.
 *
 * @param protocol of the requests, `http:` or `https:`
 * @param signal ends connections to a proxy of http or https that does not answer
 */
export function proxyAgent(
  proxy: URL,
  protocol: string,
  tls: ProxyTls,
  signal: AbortSignal,
): Agent {
  const agent = /^socks/.test(proxy.protocol)
    ? new ThroughSocks(proxy)
    : throughHttp(proxy, tls, signal);
  // Otherwise the package looks for it in stack traces, which this program writes in another form.
  agent.protocol = protocol;
  return agent;
}

function throughHttp(proxy: URL, { ca, insecure }: ProxyTls, signal: AbortSignal): ThroughHttp {
  const agent = new ThroughHttp(proxy, { keepAlive: true });
  Object.assign(agent.connectOpts, {
    signal,
    rejectUnauthorized: !insecure,
    ...(ca && { ca: [...rootCertificates, ca] }),
  });
  return agent;
}

class ThroughHttp extends HttpsProxyAgent<string> {
  override async connect(request: ClientRequest, options: ConnectOptions): Promise<Socket> {
    let status = 0;
    request.once("proxyConnect", (answer: { readonly statusCode: number }) => {
      status = answer.statusCode;
    });
    const socket = await named(this.proxy, super.connect(request, options));
    if (status === 200) return socket;
    // Its answer would be taken for one of the API server.
    request.removeAllListeners("socket");
    socket.destroy();
    const advice = status === 407 ? ": its URL needs a user and password that it knows" : "";
    throw new Error(`the proxy ${proxyOrigin(this.proxy)} answers ${status}${advice}`);
  }
}

class ThroughSocks extends SocksProxyAgent {
  constructor(private readonly url: URL) {
    // As Go does, the proxy looks names up: they need not be known here.
    super(url.href.replace(/^socks5h?:/, "socks5h:"), { keepAlive: true });
  }

  override connect(
    request: ClientRequest,
    options: ConnectOptions,
  ): ReturnType<SocksProxyAgent["connect"]> {
    return named(this.url, super.connect(request, options));
  }
}

/** Says that it was the proxy that failed. */
async function named<T>(proxy: URL, connection: Promise<T>): Promise<T> {
  try {
    return await connection;
  } catch (error) {
    throw new Error(`the proxy ${proxyOrigin(proxy)}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
