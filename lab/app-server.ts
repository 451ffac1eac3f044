import * as dns from "node:dns";
import * as fs from "node:fs";
import * as http from "node:http";
import type { LookupFunction } from "node:net";

/**
 * The stand-in for the containers of one pod: no container runs in the lab, so this server answers on
 * their ports and says which version it stands for. It runs as a process of its own in the pod's
 * network namespace, bundled to plain JavaScript, with its configuration in the variable `LAB_APP`.
 */
export interface AppServerConfig {
  cluster: string;
  namespace: string;
  pod: string;
  labels: Record<string, string>;
  containers: { name: string; env: Record<string, string>; ports: number[] }[];
  /** Path of a Unix socket on which the server answers when it is up: the pod agent asks there. */
  healthSocket: string;
  /** `address:port` of the sidecar's DNS proxy; absent in a pod without a sidecar. */
  dnsServer?: string;
  /** Address from which to call others, where the redirection to the sidecar goes by it. */
  sourceAddress?: string;
}

/** What the server answers, as JSON. */
export interface AppAnswer {
  app: string;
  version: string;
  cluster: string;
  namespace: string;
  pod: string;
  container: string;
  path: string;
  /** SPIFFE ID of the caller as the sidecar saw it in the mTLS handshake. */
  caller?: string;
  /** The answer of the service that the container's variable `upstream_url` names. */
  upstream?: { url: string; status: number; body?: unknown; error?: string };
}

/** Headers that describe one hop and must not travel to the next. */
const hopHeaders = new Set([
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
  "x-forwarded-client-cert",
]);

/** Milliseconds without a request after which a server that was told to end has done its part. */
const quietMs = 1_000;

/** Longest time for which a server that was told to end goes on, in milliseconds. */
const lingerMs = 10_000;

let lastRequest = 0;

/** The caller's SPIFFE ID in Envoy's header, whose last element describes the nearest hop. */
export function callerOf(header: string | undefined): string | undefined {
  const last = header?.split(/,(?=(?:By|Hash|URI|DNS|Subject|Cert)=)/).at(-1);
  return last && /(?:^|;)URI=([^;]+)/.exec(last)?.[1];
}

function main(config: AppServerConfig): void {
  const agent = new http.Agent({
    keepAlive: true,
    ...(config.sourceAddress ? { localAddress: config.sourceAddress } : {}),
  });
  const lookup = config.dnsServer ? resolver(config.dnsServer) : undefined;
  const servers = config.containers.flatMap((container) =>
    container.ports.map((port) => {
      const server = http.createServer((request, response) => {
        lastRequest = Date.now();
        answer(config, container, request, agent, lookup).then(
          ({ status, body }) => {
            response.writeHead(status, {
              "content-type": "application/json",
              "x-version": body.version,
              "x-cluster": body.cluster,
              ...(ending ? { connection: "close" } : {}),
            });
            response.end(`${JSON.stringify(body)}\n`);
          },
          (error: Error) => response.writeHead(500).end(`${error.message}\n`),
        );
      });
      // Longer than a proxy keeps an idle connection, so that this side never closes under a request.
      server.keepAliveTimeout = 7_200_000;
      return server.listen(port, "0.0.0.0");
    }),
  );
  let ending = false;
  process.on("SIGTERM", () => {
    // A well-behaved server goes on until the change of endpoints has reached its callers.
    ending = true;
    const since = Date.now();
    setInterval(() => {
      const now = Date.now();
      if (now - Math.max(lastRequest, since) >= quietMs || now - since >= lingerMs) process.exit(0);
    }, 100);
  });
  fs.rmSync(config.healthSocket, { force: true });
  http
    .createServer((_request, response) => {
      const up = servers.every((server) => server.listening);
      response.writeHead(up ? 200 : 503).end();
    })
    .listen(config.healthSocket);
}

async function answer(
  config: AppServerConfig,
  container: AppServerConfig["containers"][number],
  request: http.IncomingMessage,
  agent: http.Agent,
  lookup: LookupFunction | undefined,
): Promise<{ status: number; body: AppAnswer }> {
  request.resume();
  const caller = callerOf(request.headers["x-forwarded-client-cert"] as string | undefined);
  const url = container.env.upstream_url;
  const upstream = url ? await call(url, request.headers, agent, lookup) : undefined;
  const body: AppAnswer = {
    app: config.labels.app ?? container.name,
    version: config.labels.version ?? "",
    cluster: config.cluster,
    namespace: config.namespace,
    pod: config.pod,
    container: container.name,
    path: request.url ?? "/",
    ...(caller ? { caller } : {}),
    ...(upstream ? { upstream } : {}),
  };
  // A failure further down must not look like a success at the front.
  const failed = upstream && (upstream.status < 200 || upstream.status > 299);
  return { status: failed ? 502 : 200, body };
}

function call(
  url: string,
  incoming: http.IncomingHttpHeaders,
  agent: http.Agent,
  lookup: LookupFunction | undefined,
): Promise<NonNullable<AppAnswer["upstream"]>> {
  const headers = Object.fromEntries(
    Object.entries(incoming).filter(
      ([name]) => !hopHeaders.has(name) && !name.startsWith("x-envoy-"),
    ),
  );
  return new Promise((resolve) => {
    const failed = (error: Error): void => resolve({ url, status: 0, error: error.message });
    try {
      const request = http.get(
        url,
        { agent, headers, timeout: 10_000, ...(lookup ? { lookup } : {}) },
        (response) => {
          let text = "";
          response.on("data", (chunk: Buffer) => (text += chunk.toString()));
          response.on("end", () => {
            resolve({ url, status: response.statusCode ?? 0, body: parse(text) });
          });
          response.on("error", failed);
        },
      );
      request.on("timeout", () => request.destroy(new Error("no answer within 10 s")));
      request.on("error", failed);
    } catch (error) {
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

/** Asks the sidecar's DNS proxy, which knows the Services of all clusters; remembers for 5 s. */
function resolver(server: string): LookupFunction {
  const client = new dns.promises.Resolver({ timeout: 1_000, tries: 3 });
  client.setServers([server]);
  const known = new Map<string, { address: string; until: number }>();
  return (hostname, options, callback) => {
    const give = (address: string): void => {
      if (options.all) callback(null, [{ address, family: 4 }]);
      else callback(null, address, 4);
    };
    const kept = known.get(hostname);
    if (kept && kept.until > Date.now()) return give(kept.address);
    client.resolve4(hostname).then(
      (addresses) => {
        const address = addresses[0] as string;
        known.set(hostname, { address, until: Date.now() + 5_000 });
        give(address);
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 4),
    );
  };
}

if (process.env.LAB_APP) main(JSON.parse(process.env.LAB_APP) as AppServerConfig);
