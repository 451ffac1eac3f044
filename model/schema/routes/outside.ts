// The schema of `outside`: what answers a share of a service's requests without being a version.
import type { OutsideSpec, OutsideTls } from "../../release/routing";
import {
  choose,
  dnsName,
  flag,
  listOf,
  mapping,
  named,
  port,
  record,
  text,
  version,
} from "../common";
import { optional, required, typed, type Schema } from "../note";
import { object, someOf } from "../objects";

const host = named(
  /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  "a host name in lower case without port and path, such as shop.legacy.svc.cluster.local",
);

const outsideTls: Schema<OutsideTls> = typed(
  "OutsideTls",
  "How proxies speak TLS to a host outside of the release, and which certificate they accept.",
  someOf({
    sni: optional(host, "The name by which the host chooses its certificate.", {
      otherwise: "the name of the host",
    }),
    subjectAltNames: optional(
      listOf(text("a name in a certificate"), "a list of names in a certificate"),
      "Names of which the certificate must have one.",
      { otherwise: "the name of the host", example: ["old.corp.example"] },
    ),
    caCertificates: optional(
      text("the path of a file"),
      "The file with the authorities that may have signed the certificate, in the file system of every proxy that calls the host: sidecars and gateways.",
      { otherwise: "the authorities of the proxy's system", example: "/etc/corp/ca.pem" },
    ),
    insecureSkipVerify: optional(
      flag,
      "Whether proxies accept any certificate: nothing then proves who answers.",
      { default: false },
    ),
  }),
);

const tls = choose<boolean | OutsideTls>(
  (given) => (typeof given === "boolean" ? flag : outsideTls),
  [flag, outsideTls],
);

const outsideSpec: Schema<OutsideSpec> = typed(
  "OutsideSpec",
  "Something that answers requests of the service without being one of its versions: a Service of others in the same clusters, or a host outside the mesh. Its name counts as a version in weights, routes, lanes, `mirror` and `stable`.",
  object(
    {
      host: required(
        host,
        "The full name of a Service in every primary cluster, of a host to which a ServiceEntry of others leads, or of a host outside the mesh (`external`).",
        { example: "shop.legacy.svc.cluster.local" },
      ),
      port: optional(port, "Port of the host, of a service with one port.", {
        otherwise: "the number of the service's port",
        example: 8080,
      }),
      subset: optional(dnsName, "A subset that a DestinationRule of others gives the host.", {
        otherwise: "none: any pod of the host answers",
      }),
      external: optional(
        flag,
        "Whether the host is outside the mesh, or a Service whose pods end TLS themselves. The release then makes a ServiceEntry for it, and a DestinationRule that says whether proxies speak TLS. `false`: others bring a ServiceEntry for a host that is no Service.",
        { default: false },
      ),
      tls: optional(
        tls,
        "Whether proxies speak TLS to an external host, and which certificate they accept; `true`: one with the host's name. Every external host on port 443 says it.",
        { default: false, example: { caCertificates: "/etc/corp/ca.pem" } },
      ),
      addresses: optional(
        listOf(
          named(/^[0-9A-Fa-f.:]*[0-9A-Fa-f]$/, "an IP address"),
          "a list of IP addresses of an external host",
        ),
        "IP addresses at which an external host answers.",
        { otherwise: "those that DNS gives each proxy", example: ["198.51.100.7"] },
      ),
      keepHost: optional(
        flag,
        "Whether requests keep the `host` header of the caller; else it becomes the host's name.",
        { otherwise: "true, but false for an external host" },
      ),
    },
    { what: "a destination outside of the release" },
  ),
);

/** Destinations outside of the release, by name. */
export const outside = record(version, outsideSpec, mapping);
