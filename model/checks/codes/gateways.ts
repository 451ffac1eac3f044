// The codes of mistakes in several gateways, and in the certificates and pods of gateways.
import type { CodeInfo } from "./info";

/** GR300 to GR309: gateways by name, their certificates, and where their pods are. */
export const gatewayCodes = {
  GR300: {
    title: "A release has `gateway` beside `gateways`",
    like: [],
    help: "The key `expose` could not say which of them lead to a service.",
  },
  GR301: {
    title: "A service names a gateway that the release does not declare",
    like: ["KIA1102", "IST0101"],
    help: "Its VirtualService would name a Gateway that does not exist.",
  },
  GR302: {
    title: "A service names a gateway that serves none of its hosts",
    like: ["IST0132"],
    help: "No request at that gateway would reach the service, though the declaration says so.",
  },
  GR303: {
    title: "Gateways lead to different ports of one service",
    like: [],
    help: "A release leads from all gateways to one port of a service.",
  },
  GR304: {
    title: "A host of a gateway has no certificate, or more than one",
    like: ["KIA0301"],
    help: "Istio serves a host of a port by one certificate, and a host without one by none.",
  },
  GR305: {
    severity: "warning",
    title: "A host lies in the wildcard of another certificate",
    like: [],
    help: "A browser uses a connection again for every host that its certificate covers. Such requests come to the server of the wildcard, where they reach what the wildcard leads to, or get 404.",
  },
  GR306: {
    title: "The ingress of a cluster does not fit the gateways of the release",
    like: [],
    help: "The program could not tell which gateway the way leads to.",
  },
  GR307: {
    title: "The hosts of a stack do not fit the gateways of its release",
    like: [],
    help: "The program could not tell which gateway serves the hosts.",
  },
  GR308: {
    title: "Two gateways of a release are one Gateway",
    like: ["IST0109"],
    help: "One would overwrite the other.",
  },
  GR309: {
    severity: "warning",
    title: "The pods of a gateway may not be those that access lets in",
    like: [],
    help: "The services would answer requests from outside with 403.",
  },
} as const satisfies Record<string, CodeInfo>;
