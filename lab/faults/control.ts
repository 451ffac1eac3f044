// The socket over which programs on the host order faults from the supervisor.
import { chmodSync } from "node:fs";
import { createServer } from "node:http";
import type { ApiServerFaults } from "./api-server-faults";
import { LabError } from "../types";

/** Where the supervisor takes orders: on its private /run, so that only who may enter its namespaces reaches it. */
export const controlSocket = "/run/lab/control.sock";

/** An order as it travels. */
export interface Order {
  cluster: string;
  fault: keyof ApiServerFaults;
  downMs?: number;
}

/** Takes orders from the host and answers each when it has been carried out. */
export function serveControl(
  faultsOf: (cluster: string) => ApiServerFaults | undefined,
  log: (line: string) => void,
): void {
  const server = createServer((request, response) => {
    const order = JSON.parse(String(request.headers["x-order"])) as Order;
    log(`told to ${order.fault} the API server of ${order.cluster}`);
    carryOut(order, faultsOf).then(
      () => response.end(),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  server.listen(controlSocket, () => chmodSync(controlSocket, 0o600));
}

async function carryOut(
  { cluster, fault, downMs }: Order,
  faultsOf: (cluster: string) => ApiServerFaults | undefined,
): Promise<void> {
  const faults = faultsOf(cluster);
  if (!faults) throw new LabError(`The lab has no cluster "${cluster}".`);
  await (fault === "kill" ? faults.kill(downMs) : faults[fault]());
}
