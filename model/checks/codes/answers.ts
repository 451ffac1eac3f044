// The codes of mistakes in routes that answer by themselves, and in TLS that the gateway passes on.
import type { CodeInfo } from "./info";

/** GR310 to GR319. */
export const answerCodes = {
  GR310: {
    title: "A route has no target, or several",
    like: ["IST0106"],
    help: "A route leads to versions, redirects callers or answers by itself, and Istio refuses a VirtualService in which one does two of these.",
  },
  GR311: {
    title: "A route that answers by itself has a setting for requests that are passed on",
    like: ["IST0106"],
    help: "Istio refuses the VirtualService for a rewrite or a fault, and ignores the others.",
  },
  GR312: {
    title: "A redirect has an address that Istio refuses",
    like: ["IST0106"],
    help: "Istio refuses the whole VirtualService, and with it every route of the service.",
  },
  GR313: {
    title: "A redirect leads back to its own route",
    like: [],
    help: "Callers would follow it until they give up, and get no answer.",
  },
  GR314: {
    title: "A gateway's TLS does not fit its certificate",
    like: ["IST0106"],
    help: "TLS that ends at the gateway needs a certificate, and TLS that the gateway passes on has the one of the application.",
  },
  GR315: {
    title: "A service does not fit the TLS of the gateway's hosts",
    like: [],
    help: "Where a gateway passes TLS on, it sees connections and no requests, so it knows a service by the host alone.",
  },
  GR316: {
    title: "TLS of every host is passed on to one service",
    like: ["IST0106"],
    help: "The service's VirtualService would have the host * inside the mesh, too, where Istio refuses it.",
  },
} as const satisfies Record<string, CodeInfo>;
