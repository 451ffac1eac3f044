// The socket over which programs on the host order things from the supervisor.
import { chmodSync } from "node:fs";
import * as http from "node:http";
import { text } from "node:stream/consumers";
import type { FaultOrder } from "./faults/control";
import { StateFolder } from "./folder";
import type { MeasureOrder } from "./metrics/measurement";
import { LabError } from "./types";

/** Where the supervisor takes orders: on its private /run, so that only who may enter its namespaces reaches it. */
const controlSocket = "/run/lab/control.sock";

/** The orders by their kinds. */
export interface Orders {
  readonly fault: FaultOrder;
  readonly metrics: MeasureOrder;
}

/** Carries out the orders of each kind. */
export type OrderHandlers = {
  readonly [Kind in keyof Orders]: (order: Orders[Kind]) => Promise<void>;
};

/** An order as it travels. */
type Travelling = {
  [Kind in keyof Orders]: { readonly kind: Kind; readonly order: Orders[Kind] };
}[keyof Orders];

/** Takes orders from the host and answers each when it has been carried out. */
export function serveOrders(handlers: OrderHandlers, log: (line: string) => void): void {
  const server = http.createServer((request, response) => {
    const order = JSON.parse(String(request.headers["x-order"])) as Travelling;
    log(`was told: ${JSON.stringify(order)}`);
    const done =
      order.kind === "fault" ? handlers.fault(order.order) : handlers.metrics(order.order);
    done.then(
      () => response.end(),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  server.listen(controlSocket, () => chmodSync(controlSocket, 0o600));
}

/**
 * Orders something from a running lab, and resolves when it has been carried out. The supervisor's socket lies on its own
 * /run: the kernel shows that under its process ID.
 *
 * @param folder the lab's state folder; undefined: the usual one
 * @throws LabError when the lab does not run, or with the message of what failed
 */
export async function sendOrder<Kind extends keyof Orders>(
  folder: string | undefined,
  kind: Kind,
  order: Orders[Kind],
): Promise<void> {
  const state = new StateFolder(folder);
  const running = state.readRun();
  if (!running) throw new LabError(`No lab runs in ${state.path}.`);
  const socketPath = `/proc/${running.pid}/root${controlSocket}`;
  const response = await new Promise<http.IncomingMessage>((done, fail) => {
    const headers = { "x-order": JSON.stringify({ kind, order }) };
    http.get({ socketPath, headers, agent: false }, done).once("error", fail);
  }).catch((error: Error) => {
    throw new LabError(`The lab in ${state.path} takes no orders: ${error.message}`);
  });
  const said = await text(response);
  if (response.statusCode !== 200) throw new LabError(said);
}
