// The codes of matches, rewrites, headers and retries that Istio refuses, or that do something else.
import type { CodeInfo } from "./info";

/** GR320 to GR332, and GR344. */
export const requestCodes = {
  GR320: {
    title: "Istio or Envoy refuses the value of a header",
    like: ["IST0106"],
    help: "Istio refuses the whole VirtualService, or proxies refuse their new routes and keep the old ones.",
  },
  GR321: {
    title: "A header has a variable that Envoy may not know",
    like: [],
    help: "Proxies refuse all their new routes if they do not know the variable, and keep the old ones.",
    severity: "warning",
  },
  GR322: {
    title: "A rewrite makes two slashes, or none, where two parts of a path meet",
    like: [],
    help: "The application gets a path such as //api or /v2api, which it answers with 404 as a rule.",
    severity: "warning",
  },
  GR323: {
    title: "A rewrite of a pathPrefix does not end with a slash",
    like: [],
    help: "Envoy puts the rest of the path behind the rewrite without a slash: /v2 and cart would become /v2cart.",
  },
  GR324: {
    title: "A prefix takes paths that would go to another service",
    like: [],
    help: "A prefix does not stop at a segment: /test takes the requests for /test-abc away from the other service.",
    severity: "warning",
  },
  GR325: {
    title: "A prefix takes paths that only begin alike",
    like: [],
    help: "A prefix does not stop at a segment: /test takes the requests for /test-abc, too.",
    severity: "info",
  },
  GR326: {
    title: "There is no time for some of the retries",
    like: [],
    help: "The timeout ends the request, with all of its attempts, before the last attempts can begin.",
    severity: "warning",
  },
  GR327: {
    title: "Retries have a condition that no answer meets",
    like: [],
    help: "The proxy would never retry a request because of it.",
    severity: "warning",
  },
  GR328: {
    title: "Retries or a timeout have no effect on a fault of the same route",
    like: [],
    help: "The proxy makes the fault before it sends the request: it retries no fault, and a timeout ends no delay.",
    severity: "warning",
  },
  GR329: {
    title: "A hash keeps no user on one version",
    like: [],
    help: "The weights choose the version of each request anew, and the hash chooses among the pods of that version.",
    severity: "warning",
  },
  GR330: {
    title: "A match ignores the case of a path that it has not",
    like: [],
    help: "Istio ignores the case of letters in exact paths and in prefixes only.",
  },
  GR331: {
    title: "A match on the caller's namespace takes requests of the gateway, too",
    like: [],
    help: "The gateway's pods have that namespace, so requests from outside would take the route for calls from inside.",
  },
  GR332: {
    title: "Two settings change the host of a request",
    like: ["IST0106"],
    help: "Istio refuses the whole VirtualService, and with it every route of the service.",
  },
  GR344: {
    title: "A condition has a * that stands for nothing but itself",
    like: [],
    help: "Proxies know wildcards in no exact text and no prefix, so the route takes hardly any request.",
    severity: "warning",
  },
} as const satisfies Record<string, CodeInfo>;
