// One probe over HTTP.
import * as http from "node:http";

/** What to ask: a URL, or a path on a Unix socket. */
export type ProbeTarget = { url: string } | { socketPath: string };

/** Whether an HTTP server answers 200 within the time (milliseconds). Never rejects. */
export function answers(target: ProbeTarget, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (response: http.IncomingMessage): void => {
      response.resume();
      resolve(response.statusCode === 200);
    };
    // A connection for each probe: a kept one would say nothing about the listening socket.
    const options = { agent: false as const, timeout: timeoutMs };
    const request =
      "url" in target
        ? http.get(target.url, options, done)
        : http.get({ ...options, socketPath: target.socketPath, path: "/" }, done);
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(false));
  });
}
