// The schema of metrics servers: the key `prometheus` of a stack, and of its clusters.
import * as v from "valibot";
import type { PrometheusServer } from "../../analysis/prometheus";
import { duration, flag, listOf, named, orList, record, text } from "../common";
import { optional, typed, type Schema } from "../note";
import { object } from "../objects";

/** A server that answers PromQL. */
export const prometheusServer: Schema<PrometheusServer> = typed(
  "PrometheusServer",
  "A server that understands the HTTP API of Prometheus, such as Prometheus, Thanos, Mimir or VictoriaMetrics. It has exactly one of `url` and `service`.",
  object({
    url: optional(
      named(
        /^https?:\/\/[^\s@]+$/,
        "an address that begins with https:// or http://, without a password",
      ),
      "Its address as `gray` reaches it, with the path before `/api/v1`.",
      { otherwise: "`service`", example: "https://prometheus.example.com" },
    ),
    service: optional(
      named(
        /^[a-z0-9]([-a-z0-9]*[a-z0-9])?\/[a-z0-9]([-a-z0-9]*[a-z0-9])?:([a-z][-a-z0-9]*|\d{1,5})$/,
        "a Service as <namespace>/<name>:<port>",
      ),
      "A Service in the cluster, asked through the cluster's API server with the kubeconfig of the stack. So it needs no address and no token, but the right to get `services/proxy`, which `gray rbac` prints.",
      { otherwise: "`url`", example: "istio-system/prometheus:9090" },
    ),
    token: optional(
      flag,
      "Whether requests carry a bearer token: that of the secret key `prometheus-token`, or of `prometheus-token-<cluster>` for a server that a cluster names itself.",
      { default: false },
    ),
    headers: optional(
      record(
        named(/^[\w!#$%&'*+.^`|~-]+$/, "the name of a header, such as X-Scope-OrgID"),
        // What HTTP can't send would fail at each poll.
        named(/^[\t\x20-\x7e]*$/, "a text of one line, of letters that ASCII has"),
        "a mapping of headers to values",
      ),
      "Headers of each request, such as the tenant.",
      { otherwise: "none", example: { "X-Scope-OrgID": "shop" } },
    ),
    ca: optional(
      text("a path of a file"),
      "Path of a PEM file with the authorities that sign its certificate.",
      {
        otherwise: "those of Node.js",
        example: "./prometheus-ca.pem",
      },
    ),
    timeout: optional(duration, "Time for one answer.", { default: "10s" }),
    scrapeInterval: optional(
      duration,
      "How often it scrapes the proxies; what is counted ends so long before now.",
      { default: "15s" },
    ),
    labels: optional(
      record(
        named(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "the name of a label"),
        v.string("a text"),
        "a mapping of labels to values",
      ),
      "Labels that tell the series of this mesh from others in the same server.",
      { otherwise: "none", example: { environment: "prod" } },
    ),
  }),
);

/** One, or several whose series add up. */
export const orListOfServers: Schema<PrometheusServer | PrometheusServer[]> = orList(
  prometheusServer,
  listOf(prometheusServer, "a list of servers"),
  "a server with url or service, or a list of servers",
);
