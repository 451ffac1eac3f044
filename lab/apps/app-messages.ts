// Requests and answers of HTTP/1.1 and HTTP/2 under one name each.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** A request of either HTTP version. */
export type AppRequest = IncomingMessage | Http2ServerRequest;
/** Its answer. */
export type AppResponse = ServerResponse | Http2ServerResponse;
