// The schemas of the keys `gateway`, `gateways` and `expose`, and of lists of host names.
import type { ExposeSpec, GatewayCertificate, GatewaySpec, GatewayTls } from "../release/gateway";
import { serviceAccountName } from "./access";
import {
  choose,
  dnsName,
  flag,
  listOf,
  named,
  oneOf,
  orList,
  port,
  portName,
  record,
  strings,
  text,
} from "./common";
import { exposedPath } from "./matches";
import { allowedBy, optional, required, typed, type Schema } from "./note";
import { object } from "./objects";

/** Host names of a gateway or of a service behind it. */
export const hosts = listOf(
  named(
    /^(\*|(\*\.)?([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z0-9]([-a-z0-9]*[a-z0-9])?)$/,
    "*, or a host name such as shop.example.com or *.example.com",
  ),
  "a list of host names",
);

/** Host names of the one gateway, or of several gateways by name. */
export const hostsOrByGateway: Schema<string[] | Record<string, string[]>> = orList(
  record(dnsName, hosts, "a mapping of names of gateways to lists of host names"),
  hosts,
  "a list of host names, or a mapping of names of gateways to such lists",
);

const certificateFields = {
  credentialName: optional(
    text("the name of a Secret"),
    "Name of that Secret. Each mode but `PASSTHROUGH` needs it.",
    { example: "shop-certificate" },
  ),
  mode: optional(
    oneOf("SIMPLE", "MUTUAL", "PASSTHROUGH"),
    "`MUTUAL` asks callers for a certificate, too. `PASSTHROUGH` passes TLS on to an application that ends it, by the host that callers name when they connect (SNI); the application's service has `protocol: tcp`.",
    { default: "SIMPLE" },
  ),
  minVersion: optional(oneOf("1.2", "1.3"), "Lowest version of TLS that callers may speak.", {
    default: "1.2",
  }),
  redirect: optional(flag, "Whether port 80 answers with a redirect to https.", {
    otherwise: "false: port 80 is not served",
  }),
};

const tls: Schema<GatewayTls> = typed(
  "GatewayTls",
  "TLS at the gateway, with a certificate that a Secret in the namespace of the ingress gateway's pods holds.",
  object(certificateFields),
);

const certificate: Schema<GatewayCertificate> = typed(
  "GatewayCertificate",
  "One of several certificates of a gateway, and the hosts that it is for. Callers name the host when they connect (SNI).",
  object(
    {
      hosts: optional(
        hosts,
        "The hosts that it is for; no host has two certificates, and one entry at most may leave them out.",
        {
          otherwise: "the gateway's hosts that no other entry names",
          example: ["shop.example.com"],
        },
      ),
      ...certificateFields,
    },
    { includes: [tls] },
  ),
);

/** One certificate for all hosts, or a list of them by host. */
const certificates: Schema<GatewayTls | GatewayCertificate[]> = orList(
  tls,
  listOf(certificate, "a list of certificates"),
  "a mapping with credentialName, or a list of such mappings, each with its hosts",
);

const workload = object({
  namespace: required(dnsName, "Namespace of the pods.", { example: "istio-ingress" }),
  serviceAccount: optional(serviceAccountName, "Name of their ServiceAccount.", {
    otherwise: "any",
    example: "istio-ingress",
  }),
});

/** The release's gateway. */
export const gatewaySpec: Schema<GatewaySpec> = typed(
  "GatewaySpec",
  "The Istio Gateway through which requests from outside reach exposed services.",
  object({
    name: optional(dnsName, "Name of the Gateway. A DNS label.", {
      otherwise: "<namespace>-gateway; of one of several gateways <namespace>-<its name>",
      example: "public",
    }),
    namespace: optional(
      dnsName,
      "Namespace of the Gateway. It must exist if it is not the release's own.",
      { otherwise: "the release's namespace", example: "ingress" },
    ),
    create: optional(
      flag,
      "Whether the release makes the Gateway; false: another owner makes it, and the release only names it.",
      { default: true },
    ),
    hosts: optional(
      hosts,
      "Host names that it serves. `*` is every host; two releases on one ingress gateway need hosts of their own.",
      {
        otherwise: '["*"], or the hosts that `tls` lists with its certificates',
        example: ["shop.example.com"],
      },
    ),
    port: optional(port, "Port of the ingress gateway's Service.", {
      otherwise: "80, or 443 with `tls`",
      example: 8080,
    }),
    tls: optional(
      certificates,
      "TLS of callers from outside: one certificate for all hosts, or a list of certificates by host.",
      { otherwise: "none: plain HTTP" },
    ),
    selector: optional(strings, "Labels of the ingress gateway's pods.", {
      default: { istio: "ingressgateway" },
    }),
    workload: optional(
      workload,
      "The identity of the ingress gateway's pods, for `access`: which callers the exposed services let in.",
      {
        otherwise:
          "any workload of the namespace of the Service that `clusters[].ingress` names, else of `clusters[].meshNamespace`",
        example: { namespace: "istio-ingress" },
      },
    ),
    delegate: optional(
      flag,
      "Whether a root VirtualService beside the Gateway holds the hosts and delegates to the VirtualServices of services. There is one anyway if services share a host or are exposed by path.",
      { default: false },
    ),
  }),
);

/** Several gateways by name. */
export const gatewaySpecs: Schema<Record<string, GatewaySpec>> = record(
  dnsName,
  gatewaySpec,
  "a mapping of names to gateways, such as {public: {hosts: [shop.example.com]}}",
);

const exposing: Schema<ExposeSpec> = typed(
  "ExposeSpec",
  "The part of the gateway that leads to a service, or of several gateways.",
  object(
    {
      gateways: optional(
        listOf(dnsName, "a list of names of gateways"),
        "Names of the gateways that lead to it, of a release with `gateways`.",
        { otherwise: "all of them, as far as they serve `hosts`", example: ["public"] },
      ),
      hosts: optional(hosts, "Some of the gateway's hosts.", {
        otherwise: "all of them",
        example: ["shop.example.com"],
      }),
      paths: optional(
        listOf(exposedPath, "a list of paths"),
        "Paths: exact, by prefix, or with all paths below.",
        {
          otherwise: "every path",
          example: [{ pathPrefix: "/shop" }],
        },
      ),
      port: optional(
        port,
        "Port of the ingress gateway's Service. Every exposed TCP service needs one, and only TCP services can have one.",
        { example: 31400 },
      ),
      servicePort: optional(
        portName,
        "Name of the service's port to which the gateway leads, of a service with `ports`.",
        { otherwise: "the first port of the service", example: "http" },
      ),
    },
    { any: true },
  ),
);

const exposings: Schema<ExposeSpec | ExposeSpec[]> = orList(
  exposing,
  listOf(exposing, "a list of mappings, each with gateways, hosts or paths"),
  `${allowedBy(flag)}, ${allowedBy(exposing)}, or a list of such mappings`,
);

/** How a service is exposed: in one way, or in one for each entry of a list. */
export const expose = choose<boolean | ExposeSpec | ExposeSpec[]>(
  (given) => (typeof given === "boolean" ? flag : exposings),
  [flag, exposings],
);
