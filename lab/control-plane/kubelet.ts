// The kubelet's HTTPS API, of which the lab has port-forwarding alone.
import { readFileSync } from "node:fs";
import { STATUS_CODES } from "node:http";
import { createServer } from "node:https";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { WebSocketServer } from "ws";
import type { LabContext } from "../context";
import { type ControlPlane, controlPlaneNetwork } from "./control-plane";
import { kubeletPort } from "./kwok";
import { NetworkSockets } from "../network/network-sockets";
import { kubeletClientName } from "./pki";
import type { PodAgent } from "../pods/pod-agent";
import { channelProtocol, type ForwardedPort, forwardedPorts, forwardPorts } from "./port-forward";

/** An answer other than a forwarded port. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The HTTPS API of a cluster's one kubelet, as far as the lab has it: `/portForward/{namespace}/{pod}?port=N` over
 * WebSocket. It answers the cluster's API server alone, which it knows by its client certificate.
 */
export class Kubelet {
  private readonly sockets = new NetworkSockets();
  private readonly upgrades = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => offered.has(channelProtocol) && channelProtocol,
  });

  constructor(
    private readonly context: LabContext,
    private readonly plane: ControlPlane,
    private readonly agent: PodAgent,
  ) {}

  /** Listens on the node's address. */
  async start(): Promise<void> {
    const { cluster } = this.plane;
    const { pki } = this.context;
    const [files, listener] = await Promise.all([
      pki.kubeletFiles(cluster),
      this.sockets.listen(controlPlaneNetwork(cluster), cluster.address, kubeletPort),
    ]);
    const server = createServer({
      cert: readFileSync(files.certificate),
      key: readFileSync(files.key),
      ca: pki.apiAuthority.certificate,
      requestCert: true,
      // Refused with 401 instead, which says more than a broken handshake.
      rejectUnauthorized: false,
    });
    server.on("request", (request, response) => {
      const { status, message } = this.mayAsk(request.socket as TLSSocket)
        ? new Refusal(404, "The lab's kubelet serves /portForward/{namespace}/{pod} alone.")
        : unauthorized();
      response.writeHead(status, { "content-type": "text/plain" }).end(`${message}\n`);
    });
    server.on("upgrade", (request, socket, head) => {
      // Without a listener a client that hangs up would end the supervisor.
      socket.on("error", () => socket.destroy());
      try {
        if (!this.mayAsk(socket as TLSSocket)) throw unauthorized();
        const { pod, ports } = this.wanted(request.url ?? "");
        if (!request.headers["sec-websocket-protocol"]?.includes(channelProtocol)) {
          throw new Refusal(
            400,
            `The lab's kubelet forwards ports over WebSocket alone, with the subprotocol ${channelProtocol}.`,
          );
        }
        this.upgrades.handleUpgrade(request, socket, head, (ws) => forwardPorts(ws, pod, ports));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refuse(socket, error);
      }
    });
    listener.on("connection", (socket) => server.emit("connection", socket));
  }

  /** Whether the other side is this cluster's API server. */
  private mayAsk(socket: TLSSocket): boolean {
    const { subject } = socket.getPeerCertificate() as { subject?: { CN?: string } };
    return socket.authorized && subject?.CN === kubeletClientName(this.plane.cluster);
  }

  /** @throws Refusal */
  private wanted(path: string): { pod: string; ports: ForwardedPort[] } {
    const url = new URL(path, "https://kubelet");
    const found = /^\/portForward\/([^/]+)\/([^/]+)(?:\/([^/]+))?$/.exec(url.pathname);
    if (!found) throw new Refusal(404, `${url.pathname} is not served by the lab's kubelet.`);
    const [namespace, name, uid] = found.slice(1) as [string, string, string?];
    const place = this.agent.placeOf(namespace, name);
    if (!place || (uid !== undefined && uid !== place.uid)) {
      throw new Refusal(404, `pod ${namespace}/${name} does not run on ${this.plane.cluster.node}`);
    }
    const ports = forwardedPorts(url.searchParams.getAll("port"));
    if (ports.length === 0) throw new Refusal(400, `${path} names no port between 1 and 65535`);
    return {
      pod: `${namespace}/${name}, uid ${place.uid}`,
      ports: ports.map((port) => ({
        port,
        connect: () => this.sockets.connect(place.network, port),
      })),
    };
  }
}

function unauthorized(): Refusal {
  return new Refusal(401, "Unauthorized");
}

function refuse(socket: Duplex, { status, message }: Refusal): void {
  const body = `${message}\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: text/plain\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
