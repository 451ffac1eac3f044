// Counts what reaches a pod.
import type { EventEmitter } from "node:events";
import type { AppRequest, AppResponse } from "./app-messages";

/** Paths on every port of the stand-in server that are its own and are not counted. */
const receivedPath = "/.lab/received";
/** See `receivedPath`. */
const resetPath = "/.lab/reset";

/**
 * Counts the requests and raw TCP connections that reach a pod, so that copies of mirrored traffic,
 * whose answers no caller sees, can be counted too; and knows when the pod has gone quiet.
 */
export class Arrivals {
  /** Whether the pod was told to end. */
  ending = false;
  private received = 0;
  private open = 0;
  private last = 0;

  /** Counts one arrival, which is open until its response or socket closes. */
  during(exchange: EventEmitter): void {
    this.received += 1;
    this.open += 1;
    this.last = Date.now();
    exchange.once("close", () => {
      this.open -= 1;
      this.last = Date.now();
    });
  }

  /** Whether nothing is open and nothing has come or gone for so many milliseconds. */
  quietFor(milliseconds: number): boolean {
    return this.open === 0 && Date.now() - this.last >= milliseconds;
  }

  /**
   * Answers `GET /.lab/received` and `POST /.lab/reset`, both with the count.
   *
   * @returns false when the request is another one and still has to be answered.
   */
  answer({ method, url }: Pick<AppRequest, "method" | "url">, response: AppResponse): boolean {
    const resets = method === "POST" && url === resetPath;
    if (!resets && !(method === "GET" && url === receivedPath)) return false;
    if (resets) this.received = 0;
    response.setHeader("content-type", "application/json");
    response.end(`${JSON.stringify({ received: this.received })}\n`);
    return true;
  }
}
