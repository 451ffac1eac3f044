// The listening servers of all containers of one pod.
import * as http from "node:http";
import * as http2 from "node:http2";
import type { Server } from "node:net";
import { anyProtocolServer } from "../apps/any-protocol-server";
import { App } from "../apps/app";
import type { AppServerConfig } from "../apps/app-config";
import { Arrivals } from "../apps/arrivals";
import { upstreamCaller } from "../apps/upstreams";

/** The stand-in for all containers of one pod. */
export interface PodServer {
  arrivals: Arrivals;
  /** A listening server for each port of each container, in their order. */
  servers: Server[];
}

/**
 * Starts to listen on all ports of a pod's containers.
 *
 * @param host address to listen on.
 * @throws Error when a container's variable for trials has a wrong value.
 */
export function servePod(config: AppServerConfig, host = "0.0.0.0"): PodServer {
  const arrivals = new Arrivals();
  const callUpstreams = upstreamCaller(config);
  const servers = config.containers.flatMap((container) => {
    const app = new App(config, container, arrivals, callUpstreams);
    const http1 = http.createServer(app.http);
    // Longer than a proxy keeps an idle connection, so that this side never closes under a request.
    http1.keepAliveTimeout = 7_200_000;
    const protocols = { http1, http2: http2.createServer(app.http), tcp: app.tcp };
    return container.ports.map((port) => anyProtocolServer(protocols).listen(port, host));
  });
  return { arrivals, servers };
}
