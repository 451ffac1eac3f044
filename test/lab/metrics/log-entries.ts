// Messages of Envoy's access log, written by hand.
import { message } from "../../../lab/wire";

/** What a spec says of a request; all else is absent. */
export interface Logged {
  readonly upstreamCluster?: string;
  readonly routeName?: string;
  readonly caller?: string;
  readonly local?: string;
  readonly upstream?: string;
  /** Whether the upstream's first byte came. */
  readonly answered?: boolean;
  /** Field numbers of the flags that are set. */
  readonly flags?: readonly number[];
  readonly code?: number;
  readonly durationMs?: number;
  readonly contentType?: string;
  /** gRPC's status among the headers of the answer. */
  readonly grpcHeader?: string;
  /** gRPC's status among the trailers of the answer. */
  readonly grpcTrailer?: string;
  readonly authority?: string;
  /** SPIFFE IDs: the caller's and the pod's own. */
  readonly principals?: readonly [peer: string, local: string];
}

type Field = readonly [number, string | Buffer | number];

const when = <T>(value: T | undefined, field: (value: T) => Field): Field[] =>
  value === undefined ? [] : [field(value)];
const address = (ip: string): Buffer => message([1, message([2, ip], [3, 5000])]);
const entry = (key: string, value: string): Buffer => message([1, key], [2, value]);
const names = (uri: string): Buffer => message([1, message([1, uri])]);

function duration(ms: number): Buffer {
  return message([1, Math.floor(ms / 1000)], [2, Math.round((ms % 1000) * 1e6)]);
}

/** An `HTTPAccessLogEntry`. */
export function logged(request: Logged): Buffer {
  const common = message(
    ...when(request.local, (ip) => [3, address(ip)]),
    ...when(request.principals, ([peer, local]) => [
      4,
      message([4, names(local)], [5, names(peer)]),
    ]),
    ...when(request.answered || undefined, () => [9, duration(1)]),
    ...when(request.upstream, (ip) => [13, address(ip)]),
    ...when(request.upstreamCluster, (name) => [22, entry("cluster", name)]),
    ...when(request.flags, (flags) => [16, message(...flags.map((flag) => [flag, 1] as const))]),
    ...when(request.routeName, (name) => [19, name]),
    ...when(request.caller, (ip) => [20, address(ip)]),
    ...when(request.durationMs, (ms) => [23, duration(ms)]),
  );
  const asked = message(
    ...when(request.authority, (name) => [3, name]),
    ...when(request.contentType, (type) => [13, entry("content-type", type)]),
  );
  const answered = message(
    ...when(request.code, (code) => [1, message([1, code])]),
    ...when(request.grpcHeader, (status) => [4, entry("grpc-status", status)]),
    ...when(request.grpcTrailer, (status) => [5, entry("grpc-status", status)]),
  );
  return message([1, common], [3, asked], [4, answered]);
}

/** A `StreamAccessLogsMessage`; the first of a stream names the proxy. */
export function logMessage(node: string | undefined, ...requests: readonly Logged[]): Buffer {
  return message(...when(node, (id) => [1, message([1, message([1, id])], [2, "log"])]), [
    2,
    message(...requests.map((request) => [1, logged(request)] as const)),
  ]);
}
