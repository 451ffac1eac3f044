// The schemas of the key `gateway`, and of lists of host names.
import type { GatewaySpec, GatewayTls } from "../release/release";
import { dnsName, flag, listOf, named, oneOf, port, strings, text } from "./common";
import { optional, required, typed, type Schema } from "./note";
import { object } from "./objects";

/** Host names of a gateway or of a service behind it. */
export const hosts = listOf(
  named(
    /^(\*|(\*\.)?([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z0-9]([-a-z0-9]*[a-z0-9])?)$/,
    "*, or a host name such as shop.example.com or *.example.com",
  ),
  "a list of host names",
);

const tls: Schema<GatewayTls> = typed(
  "GatewayTls",
  "TLS at the gateway, with a certificate that a Secret in the ingress gateway's namespace holds.",
  object({
    credentialName: required(text("the name of a Secret"), "Name of that Secret.", {
      example: "shop-certificate",
    }),
    mode: optional(oneOf("SIMPLE", "MUTUAL"), "`MUTUAL` asks callers for a certificate, too.", {
      default: "SIMPLE",
    }),
    minVersion: optional(oneOf("1.2", "1.3"), "Lowest version of TLS that callers may speak.", {
      default: "1.2",
    }),
    redirect: optional(flag, "Whether port 80 answers with a redirect to https.", {
      otherwise: "false: port 80 is not served",
    }),
  }),
);

/** The release's gateway. */
export const gatewaySpec: Schema<GatewaySpec> = typed(
  "GatewaySpec",
  "The Istio Gateway through which requests from outside reach exposed services.",
  object({
    name: optional(dnsName, "Name of the Gateway. A DNS label.", {
      otherwise: "<namespace>-gateway",
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
      { default: ["*"], example: ["shop.example.com"] },
    ),
    port: optional(port, "Port of the ingress gateway's Service.", {
      otherwise: "80, or 443 with `tls`",
      example: 8080,
    }),
    tls: optional(tls, "TLS of callers from outside.", { otherwise: "none: plain HTTP" }),
    selector: optional(strings, "Labels of the ingress gateway's pods.", {
      default: { istio: "ingressgateway" },
    }),
    delegate: optional(
      flag,
      "Whether a root VirtualService beside the Gateway holds the hosts and delegates to the VirtualServices of services. There is one anyway if services share a host or are exposed by path.",
      { default: false },
    ),
  }),
);
