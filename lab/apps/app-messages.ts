import type * as http from "node:http";
import type * as http2 from "node:http2";

/** A request of either HTTP version. */
export type AppRequest = http.IncomingMessage | http2.Http2ServerRequest;
/** Its answer. */
export type AppResponse = http.ServerResponse | http2.Http2ServerResponse;
