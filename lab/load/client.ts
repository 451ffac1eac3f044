// The program that sends load from inside a pod; pod-load.ts starts it.
import * as net from "node:net";
import { networkInterfaces } from "node:os";
import type { AppAnswer } from "../apps/app-answer";
import { chainOf } from "../apps/chain";
import type { ClientOptions, ClientTotals } from "./client-options";
import { sendCalls } from "./grpc-load";
import { sendRequests } from "./load";
import { type LoadTotals, tally } from "./load-totals";
import { resolver } from "../network/resolver";
import { appSourceAddress, dnsProxy } from "../mesh/sidecar-addresses";
import { hostAndPort, openConnections } from "./tcp-load";

/**
 * A client inside a pod, as one of its containers would be: it runs in the pod's network namespace, with
 * the options as JSON in its argument, and prints the totals as JSON.
 */
async function run(options: ClientOptions): Promise<ClientTotals> {
  const byKey: Record<string, number> = {};
  return { ...(await send(options, byKey)), byKey };
}

async function send(options: ClientOptions, byKey: Record<string, number>): Promise<LoadTotals> {
  if (options.kind !== "http") {
    const { host, port } = hostAndPort(options.address);
    const address = await reach(host, port);
    if (options.kind === "tcp") return openConnections({ ...options, address });
    return sendCalls({ authority: options.address, ...options, address });
  }
  const url = new URL(options.url);
  const { host } = url;
  const address = await reach(url.hostname, Number(url.port || defaultPorts[url.protocol]));
  return sendRequests({
    ...options,
    url: `${url.protocol}//${address}${url.pathname}${url.search}`,
    headers: { host, ...options.headers },
    ...(options.key
      ? {
          onAnswer: ({ status, body }) => {
            if (status >= 200 && status <= 299)
              tally(byKey, chainOf(JSON.parse(body) as AppAnswer));
          },
        }
      : {}),
  });
}

const defaultPorts: Record<string, number> = { "http:": 80, "https:": 443 };

/** Where to connect so that the connection goes through the sidecar to this host: `address:port`. */
async function reach(host: string, port: number): Promise<string> {
  const address = net.isIP(host) ? host : await resolve(host);
  const own = Object.values(networkInterfaces()).flat();
  const bySource = own.some((found) => found?.address === appSourceAddress);
  return bySource ? relay(address, port) : `${address}:${port}`;
}

function resolve(host: string): Promise<string> {
  return new Promise((done, reject) => {
    resolver(dnsProxy)(host, { family: 4 }, (error, address) => {
      if (!error) return done(address as string);
      reject(
        new Error(
          `The sidecar's DNS proxy does not know "${host}" (${error.code ?? error.message}): ` +
            "is there such a Service, and does the pod have a sidecar?",
        ),
      );
    });
  });
}

/**
 * Where the redirection to the sidecar goes by the source address, connections have to come from it; not
 * every client library can be told so, but each can connect to this relay.
 */
function relay(host: string, port: number): Promise<string> {
  const server = net.createServer({ noDelay: true }, (client) => {
    const outer = net.connect({ host, port, localAddress: appSourceAddress, noDelay: true });
    const cut = (): void => {
      client.destroy();
      outer.destroy();
    };
    for (const socket of [client, outer]) socket.on("error", cut).on("close", cut);
    client.pipe(outer);
    outer.pipe(client);
  });
  // Nobody connects after the load has ended.
  server.unref();
  return new Promise((done, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      done(`127.0.0.1:${(server.address() as net.AddressInfo).port}`);
    });
  });
}

run(JSON.parse(process.argv[2] ?? "") as ClientOptions).then(
  (totals) => console.log(JSON.stringify(totals)),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
