// A proxy before an API server that delays, refuses or cuts off requests as a spec decides.
import { once } from "node:events";
import * as fs from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import * as tls from "node:tls";
import type { LabCluster } from "../../../lab/lab";
import { selfSigned } from "../../support/certificate";

/** What happens to a request on its way to the API server. */
export type Fault =
  /** It is passed on after this number of milliseconds. */
  | { readonly delay: number }
  /** It is passed on when this has ended. */
  | { readonly after: Promise<unknown> }
  /** It is answered with this status and never passed on. */
  | { readonly status: number }
  /**
   * The API server is gone: this connection and all others break off, and no new ones are taken.
   */
  | "cut";

/** Which requests meet a fault; undefined: passed on as it is. */
export type Faults = (request: {
  readonly method: string;
  readonly path: string;
}) => Fault | undefined;

interface Kubeconfig {
  clusters: [{ cluster: Record<string, string> }];
}

const name = "api-server.test";

/**
 * A proxy before the API server of a cluster, with a certificate of its own. It fails in ways in
 * which no spec can make a real API server fail at a known moment.
 */
export class FaultProxy {
  /** Decides for each request. */
  faults: Faults = () => undefined;
  private readonly sockets = new Set<Socket>();
  private readonly agent: https.Agent;
  private readonly upstream: URL;
  private readonly ca: Buffer;
  private port = 0;

  private constructor(
    cluster: LabCluster,
    private readonly server: https.Server,
  ) {
    const { clusters } = JSON.parse(fs.readFileSync(cluster.kubeconfig, "utf8")) as Kubeconfig;
    this.ca = Buffer.from(clusters[0].cluster["certificate-authority-data"] ?? "", "base64");
    this.upstream = new URL(cluster.apiServer);
    this.agent = new https.Agent({ keepAlive: true, ca: this.ca });
    server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => this.sockets.delete(socket));
    });
    server.on("request", (request: http.IncomingMessage, response: http.ServerResponse) => {
      void this.pass(request, response);
    });
    server.on("upgrade", (request: http.IncomingMessage, socket: Socket, head: Buffer) =>
      this.tunnel(request, socket, head),
    );
  }

  /**
   * Starts one, and writes a kubeconfig that leads through it.
   *
   * @param kubeconfig path of the file
   */
  static async start(cluster: LabCluster, kubeconfig: string): Promise<FaultProxy> {
    const { certificate, key } = await selfSigned(name);
    const proxy = new FaultProxy(cluster, https.createServer({ cert: certificate, key }));
    await proxy.listen();
    const config = JSON.parse(fs.readFileSync(cluster.kubeconfig, "utf8")) as Kubeconfig;
    Object.assign(config.clusters[0].cluster, {
      server: `https://127.0.0.1:${proxy.port}`,
      "tls-server-name": name,
      "certificate-authority-data": Buffer.from(certificate).toString("base64"),
    });
    fs.writeFileSync(kubeconfig, JSON.stringify(config), { mode: 0o600 });
    return proxy;
  }

  /** Puts an end to all faults. */
  async mend(): Promise<void> {
    this.faults = () => undefined;
    await this.listen();
  }

  /** Breaks all connections off and takes no new ones, until {@link mend}. */
  cut(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  /** Ends it. */
  stop(): void {
    this.cut();
    this.agent.destroy();
  }

  /** Takes connections again after a {@link cut}. */
  async listen(): Promise<void> {
    if (this.server.listening) return;
    this.server.listen(this.port, "127.0.0.1");
    await once(this.server, "listening");
    this.port = (this.server.address() as AddressInfo).port;
  }

  private async pass(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { method = "GET", url: path = "/", headers } = request;
    const fault = this.faults({ method, path });
    if (fault === "cut") return this.cut();
    if (fault && "status" in fault) return refuse(response, fault.status);
    if (fault) await ("after" in fault ? fault.after : sleep(fault.delay));
    const onward = https.request(
      new URL(path, this.upstream),
      { method, headers: { ...headers, host: this.upstream.host }, agent: this.agent },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.on("error", () => response.destroy()).pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  }

  /** A forwarded port: from here on only bytes. */
  private tunnel({ method, url, rawHeaders }: http.IncomingMessage, socket: Socket, head: Buffer) {
    const { hostname: host, port } = this.upstream;
    const onward = tls.connect({ host, port: Number(port), ca: this.ca }, () => {
      const lines = rawHeaders.map((text, i) => (i % 2 ? `${text}\r\n` : `${text}: `));
      onward.write(`${method} ${url} HTTP/1.1\r\n${lines.join("")}\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy()).on("close", () => socket.destroy());
    socket.on("close", () => onward.destroy());
  }
}

const reasons: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  429: "TooManyRequests",
  503: "ServiceUnavailable",
};

/** As an API server does that is too busy or broken, or takes the caller for a stranger. */
function refuse(response: http.ServerResponse, status: number): void {
  const message = status === 401 ? "Unauthorized" : `the API server was made to answer ${status}`;
  response.writeHead(status, {
    "content-type": "application/json",
    ...((status === 429 || status === 503) && { "retry-after": "1" }),
  });
  response.end(
    JSON.stringify({
      kind: "Status",
      apiVersion: "v1",
      status: "Failure",
      message,
      code: status,
      reason: reasons[status] ?? "InternalError",
    }),
  );
}
