// The schema of the limits on connections and requests to a service.
import type { ConnectionPool } from "../../release/upstream-policy";
import { duration, durationOrZero, flag, oneOf, whole } from "../common";
import { optional, required, typed, type Schema } from "../note";
import { object, someOf } from "../objects";

/** The largest number that the 32-bit fields of the Istio API hold. */
const most = 2_147_483_647;
const atLeastOne = whole(1, most);

const keepalive = object(
  {
    time: optional(duration, "Idle time before the first probe.", {
      otherwise: "the operating system's: 2h on Linux",
      example: "300s",
    }),
    interval: optional(duration, "Time between two probes.", {
      otherwise: "the operating system's: 75s on Linux",
      example: "30s",
    }),
    probes: optional(
      atLeastOne,
      "Probes without an answer after which the connection counts as dead.",
      { otherwise: "the operating system's: 9 on Linux", example: 3 },
    ),
  },
  { any: true },
);

const tcp = someOf({
  maxConnections: optional(atLeastOne, "Most connections at the same time, of each proxy.", {
    example: 100,
  }),
  connectTimeout: optional(duration, "Time for a connection to open.", { default: "10s" }),
  idleTimeout: optional(
    durationOrZero,
    "Time without a byte after which a connection closes; `0s` for never. `http.idleTimeout` takes its place.",
    { default: "1h" },
  ),
  maxConnectionDuration: optional(duration, "Age at which a connection closes.", {
    otherwise: "no limit",
    example: "30m",
  }),
  tcpKeepalive: optional(keepalive, "Probes on idle connections; `{}` turns them on.", {
    otherwise: "off",
  }),
});

const http = someOf({
  http1MaxPendingRequests: optional(
    atLeastOne,
    "Most requests that wait for a connection, of each proxy.",
    { example: 1024 },
  ),
  http2MaxRequests: optional(
    atLeastOne,
    "Most requests that are open at the same time, of each proxy.",
    { example: 1024 },
  ),
  maxRequestsPerConnection: optional(
    atLeastOne,
    "Most requests over one connection, after which the proxy opens another one.",
    { otherwise: "no limit", example: 1000 },
  ),
  maxRetries: optional(atLeastOne, "Most retries that are open at the same time, of each proxy.", {
    example: 10,
  }),
  idleTimeout: optional(duration, "Time without requests after which a connection closes.", {
    default: "1h",
  }),
  maxConcurrentStreams: optional(
    atLeastOne,
    "Most requests at the same time over one connection of HTTP/2.",
    { example: 100 },
  ),
  h2UpgradePolicy: optional(
    oneOf("DEFAULT", "UPGRADE", "DO_NOT_UPGRADE"),
    "Whether proxies speak HTTP/2 with pods on ports of HTTP/1.1, too; the application must understand it.",
    { default: "DEFAULT" },
  ),
  useClientProtocol: optional(
    flag,
    "Whether a proxy speaks with pods the protocol of the caller, HTTP/1.1 or HTTP/2.",
    { default: false },
  ),
  http2KeepAlive: optional(
    object({
      interval: required(duration, "Time between two pings.", { example: "30s" }),
      timeout: required(
        duration,
        "Time without an answer to a ping after which a connection closes.",
        { example: "10s" },
      ),
    }),
    "Pings on connections of HTTP/2.",
    { otherwise: "off" },
  ),
});

/** Limits on connections and requests. */
export const connectionPool: Schema<ConnectionPool> = typed(
  "ConnectionPool",
  "Limits on connections and requests to a service; a limit that is left out is Istio's own (https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings).",
  someOf({
    tcp: optional(tcp, "Limits on connections."),
    http: optional(http, "Limits on requests."),
  }),
);
