// The program that stands in for the containers of one pod; it is bundled and runs in the pod's network.
import { rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AppServerConfig } from "./app-config";
import type { Arrivals } from "./arrivals";
import { type PodServer, servePod } from "../pods/pod-server";
import { drains } from "./trial-behaviour";

export type { AppAnswer } from "./app-answer";

/** Milliseconds without a request after which a server that drains has done its part. */
const quietMs = 1_000;

/** Longest time for which a server that drains goes on, in milliseconds. */
const lingerMs = 10_000;

/**
 * The stand-in for the containers of one pod: no container runs in the lab, so this program answers on
 * their ports and says which version it stands for. It runs as a process of its own in the pod's
 * network namespace, bundled to plain JavaScript, with its configuration in the variable `LAB_APP`.
 */
function main(config: AppServerConfig): void {
  const { servers } = start(config);
  rmSync(config.healthSocket, { force: true });
  createServer((_request, response) => {
    const up = servers.every((server) => server.listening);
    response.writeHead(up ? 200 : 503).end();
  }).listen(config.healthSocket);
}

/** A server that goes on until the change of endpoints has reached its callers. */
function drainOnSigterm(arrivals: Arrivals): void {
  process.on("SIGTERM", () => {
    arrivals.ending = true;
    const since = Date.now();
    setInterval(() => {
      const lasted = Date.now() - since;
      const quiet = lasted >= quietMs && arrivals.quietFor(quietMs);
      if (quiet || lasted >= lingerMs) process.exit(0);
    }, 100);
  });
}

/** The pod's log is all that a person sees of a container that cannot start. */
function start(config: AppServerConfig): PodServer {
  try {
    const draining = config.containers.some(({ env }) => drains(env));
    const server = servePod(config);
    // Without a listener SIGTERM ends it at once, with every open connection, as it does most programs.
    if (draining) drainOnSigterm(server.arrivals);
    return server;
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}

if (process.env.LAB_APP) main(JSON.parse(process.env.LAB_APP) as AppServerConfig);
