// Reads what Envoy's gRPC access log sends: who sends it, and what it says of each HTTP request.
import { Fields } from "../wire";
import { responseFlags } from "./response-flags";

/** What the access log says of one HTTP request, as far as Istio's metrics need it. */
export interface LoggedRequest {
  /** Envoy's cluster for it, such as `outbound|80|v2|shop.demo.svc.cluster.local`; "" where no route matched. */
  readonly upstreamCluster: string;
  readonly routeName: string;
  /** Address of the connection's other side, whatever its headers say. */
  readonly callerAddress: string;
  /** Address that the caller dialled. */
  readonly localAddress: string;
  /** Address to which it was sent last; "" where it was sent nowhere. */
  readonly upstreamAddress: string;
  /** Whether anything came back from there. */
  readonly answered: boolean;
  /** Such as `UF,URX`; `-` where there are none. */
  readonly flags: string;
  /** HTTP status; 0 where the caller got none. */
  readonly code: number;
  /** Milliseconds from its start to its end; undefined where it did not end. */
  readonly durationMs?: number;
  readonly isGrpc: boolean;
  /** gRPC's status as a number in text; "" where no header or trailer says it. */
  readonly grpcStatus: string;
  /** The request's `Host` or `:authority`. */
  readonly authority: string;
  /** SPIFFE IDs in the certificates of the caller's connection; "" where it has none. */
  readonly peerPrincipal: string;
  readonly localPrincipal: string;
}

/** A message of an access log. */
export interface LogMessage {
  /** The proxy's node ID, such as `sidecar~10.244.1.2~shop-1.demo~demo.svc.cluster.local`: in the first of a stream only. */
  readonly node?: string;
  readonly requests: readonly LoggedRequest[];
}

/** Headers and trailers that the proxies must log, by the fields of `HttpGrpcAccessLogConfig`. */
export const loggedHeaders = {
  additional_request_headers_to_log: ["content-type"],
  additional_response_headers_to_log: ["grpc-status"],
  additional_response_trailers_to_log: ["grpc-status"],
} as const;

/** Tags that the proxies must log: what the log says only of requests that were sent on, or not at all. */
export const loggedTags = {
  cluster: "%UPSTREAM_CLUSTER_RAW%",
} as const;

/**
 * Reads a message of `envoy.service.accesslog.v3.AccessLogService`. Field numbers: envoy/service/accesslog/v3/als.proto and
 * envoy/data/accesslog/v3/accesslog.proto.
 */
export function readLogMessage(bytes: Buffer): LogMessage {
  const fields = new Fields(bytes);
  let node: string | undefined;
  const requests: LoggedRequest[] = [];
  while (fields.next()) {
    if (fields.field === 1) {
      const found = nodeId(fields.inner());
      node = found === "" ? node : found;
    } else if (fields.field === 2) {
      const entries = fields.inner();
      while (entries.next()) if (entries.field === 1) requests.push(readRequest(entries.inner()));
    }
  }
  return { ...(node === undefined ? {} : { node }), requests };
}

function nodeId(identifier: Fields): string {
  return textAt(identifier, 1, 1);
}

/** A request while its fields are read. */
type Draft = { -readonly [Key in keyof LoggedRequest]: LoggedRequest[Key] };

function readRequest(entry: Fields): LoggedRequest {
  const request: Draft = {
    upstreamCluster: "",
    routeName: "",
    callerAddress: "",
    localAddress: "",
    upstreamAddress: "",
    answered: false,
    flags: "-",
    code: 0,
    isGrpc: false,
    grpcStatus: "",
    authority: "",
    peerPrincipal: "",
    localPrincipal: "",
  };
  while (entry.next()) {
    if (entry.field === 1) readCommon(entry.inner(), request);
    else if (entry.field === 3) readRequestProperties(entry.inner(), request);
    else if (entry.field === 4) readResponseProperties(entry.inner(), request);
  }
  return request;
}

function readCommon(common: Fields, request: Draft): void {
  while (common.next()) {
    switch (common.field) {
      case 3:
        request.localAddress = ipOf(common.inner());
        break;
      case 4:
        readTls(common.inner(), request);
        break;
      case 9:
        request.answered = true;
        break;
      case 13:
        request.upstreamAddress = ipOf(common.inner());
        break;
      case 16:
        request.flags = responseFlags(common.inner());
        break;
      case 19:
        request.routeName = common.text();
        break;
      case 20:
        request.callerAddress = ipOf(common.inner());
        break;
      case 22: {
        const [tag, value] = pair(common.inner());
        if (tag === "cluster" && value !== "-") request.upstreamCluster = value;
        break;
      }
      case 23:
        request.durationMs = milliseconds(common.inner());
        break;
    }
  }
}

function readRequestProperties(properties: Fields, request: Draft): void {
  while (properties.next()) {
    if (properties.field === 3) request.authority = properties.text();
    else if (properties.field === 13) {
      const [name, value] = pair(properties.inner());
      if (name === "content-type") request.isGrpc = /^application\/grpc(?:$|[+;])/.test(value);
    }
  }
}

function readResponseProperties(properties: Fields, request: Draft): void {
  while (properties.next()) {
    if (properties.field === 1) request.code = numberAt(properties.inner(), 1);
    else if (properties.field === 4 || properties.field === 5) {
      const [name, value] = pair(properties.inner());
      if (name === "grpc-status") request.grpcStatus = value;
    }
  }
}

function readTls(tls: Fields, request: Draft): void {
  while (tls.next()) {
    // A certificate's names (1), of which the URI (1) is the SPIFFE ID.
    if (tls.field === 4) request.localPrincipal = textAt(tls.inner(), 1, 1);
    else if (tls.field === 5) request.peerPrincipal = textAt(tls.inner(), 1, 1);
  }
}

/** The IP in a `config.core.v3.Address`: the address (2) of its socket address (1). */
function ipOf(address: Fields): string {
  return textAt(address, 1, 2);
}

/** The text in the first field `inner` of the first message in the field `outer`; "" where there is none. */
function textAt(fields: Fields, outer: number, inner: number): string {
  while (fields.next()) {
    if (fields.field !== outer) continue;
    const message = fields.inner();
    while (message.next()) if (message.field === inner) return message.text();
  }
  return "";
}

function numberAt(fields: Fields, field: number): number {
  let value = 0;
  while (fields.next()) if (fields.field === field) value = fields.value;
  return value;
}

/** An entry of a map: its key (1) and its value (2). */
function pair(entry: Fields): [string, string] {
  const found: [string, string] = ["", ""];
  while (entry.next()) if (entry.field <= 2) found[entry.field - 1] = entry.text();
  return found;
}

/** A `google.protobuf.Duration`: seconds (1) and nanoseconds (2). */
function milliseconds(duration: Fields): number {
  let value = 0;
  while (duration.next()) value += duration.value * (duration.field === 1 ? 1e3 : 1e-6);
  return value;
}
