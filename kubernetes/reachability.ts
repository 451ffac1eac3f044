/** Tries whether an API server takes connections, before anything relies on it. */
import { connect } from "node:net";
import type { ApiServer } from "./kubeconfig";

/** Milliseconds after which a silent API server counts as unreachable. */
const connectTimeoutMs = 5_000;

/** @returns why no connection to the API server can be made; undefined where it can, or where a proxy hides that */
export async function unreachable({ url, proxied }: ApiServer): Promise<string | undefined> {
  const proxy = process.env.HTTPS_PROXY ?? process.env.https_proxy;
  if (proxied || proxy) return undefined;
  const port = Number(url.port || (url.protocol === "http:" ? 80 : 443));
  return new Promise((done) => {
    const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ""), port });
    const finish = (problem?: string) => {
      socket.destroy();
      done(problem);
    };
    socket.setTimeout(connectTimeoutMs, () =>
      finish(`no answer within ${connectTimeoutMs / 1000} s`),
    );
    socket.once("connect", () => finish());
    socket.once("error", (error) => finish(reason(error)));
  });
}

/** A name with several addresses fails once for each of them, in an error that has no message itself. */
function reason(error: Error): string {
  return error instanceof AggregateError
    ? error.errors.map((each) => (each as Error).message).join(", ")
    : error.message;
}
