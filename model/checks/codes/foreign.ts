// The codes of what an update finds beside the release in its clusters, before it applies anything.
import type { CodeInfo } from "./info";

/** GR360 to GR369: live objects of other owners. Only an update and a preview look for them. */
export const foreignCodes = {
  GR360: {
    title: "The namespace is in ambient mode, where the weights would not hold",
    like: [],
    help: "Only sidecars and gateways split requests by VirtualServices: here the pods would get no sidecars, or a waypoint would choose among all versions again.",
  },
  GR361: {
    title: "The namespace has labels of ambient mode",
    like: [],
    help: "Pods with sidecars stay out of ambient mode, but calls from pods without one reach a service as connections, past its weights.",
    severity: "warning",
  },
  GR362: {
    title: "A VirtualService of another owner takes the requests for a host",
    like: ["IST0109", "KIA1106"],
    help: "Istio tries the routes of the older VirtualService first, so routes of the release would get no requests, whatever the weights say.",
  },
  GR363: {
    title: "A VirtualService of another owner has a host of the release, too",
    like: ["IST0109", "KIA1106"],
    help: "One of both takes a part of the requests, or has no effect: which one depends on their ages and on the conditions of their routes.",
    severity: "warning",
  },
  GR364: {
    title: "A Gateway of another owner takes a port or a host of the release",
    like: ["IST0145", "KIA0301"],
    help: "Istio skips the server of the younger Gateway with all its hosts, and a redirect holds for the requests of both: requests for the release would get another certificate, another application or a redirect.",
  },
  GR365: {
    title: "A Gateway of the release takes a port or a host of another owner",
    like: ["IST0145", "KIA0301"],
    help: "Requests of the release are right, but those of the other Gateway are not; and if the release makes its Gateway anew, it is the younger one.",
    severity: "warning",
  },
  GR366: {
    title: "A route of the Gateway API takes the requests of the release",
    like: [],
    help: "An HTTPRoute or GRPCRoute for a Service, or at the same gateway pods, comes before every VirtualService, so the weights would have no effect.",
  },
  GR367: {
    title: "A route of the Gateway API leads to the release, too",
    like: [],
    help: "Requests that enter there are not split by the weights, and an abort does not move them.",
    severity: "warning",
  },
  GR368: {
    title: "A VirtualService of another owner leads to a service past its weights",
    like: [],
    help: "Istio evaluates one VirtualService for a request, so the weights of the service don't count for it: such requests reach any version, or the subset that it names.",
    severity: "warning",
  },
  GR369: {
    title: "An update could not look at everything beside the release",
    like: [],
    help: "The account may not list some objects, so what they do to the hosts of the release is not known.",
    severity: "info",
  },
} as const satisfies Record<string, CodeInfo>;
