// The codes of findings in planned routes: destinations, weights, and routes without requests.
import type { CodeInfo } from "./info";

/** GR201 to GR209: destinations of routes, and the subsets and Services that they need. */
const destinationCodes = {
  GR201: {
    title: "A route names a subset that no DestinationRule has",
    like: ["KIA1107", "IST0101"],
    help: "Proxies know no pods by that name: every request of the route would fail with 503.",
  },
  GR202: {
    title: "A route names a host without a Service",
    like: ["KIA1101", "IST0101"],
    help: "No pod can answer: every request of the route would fail with 503.",
  },
  GR203: {
    title: "A route names a port that its Service does not have",
    like: ["KIA1101", "IST0112"],
    help: "Proxies know no pods by that name: every request of the route would fail with 503.",
  },
  GR204: {
    title: "A route has no destination",
    like: ["KIA1107", "IST0101", "IST0106"],
    help: "Istio refuses the whole VirtualService, and with it every route of the service.",
  },
  GR205: {
    title: "Two DestinationRules have one subset of a host",
    like: ["KIA0201"],
    help: "Istio keeps the subset that it sees first and drops the other; the order is not defined.",
    severity: "warning",
  },
  GR206: {
    title: "A subset has no labels",
    like: ["KIA0209"],
    help: "The subset selects the pods of all versions, so any version may answer its requests.",
    severity: "warning",
  },
  GR207: {
    title: "A route names a subset without pods",
    like: ["KIA0203", "IST0173"],
    help: "No pod in any cluster has the labels of the subset: its requests would fail with 503.",
  },
  GR208: {
    title: "A subset without pods, which no route names",
    like: ["KIA0203", "IST0173"],
    help: "No request fails now; requests would fail if a route named the subset before it has pods.",
    severity: "info",
  },
  GR209: {
    title: "A DestinationRule is for a host without a Service",
    like: ["KIA0202", "IST0174"],
    help: "The rule has no effect, so no request can reach its subsets.",
    severity: "warning",
  },
} as const satisfies Record<string, CodeInfo>;

/** GR210 to GR217: weights, conditions and order of routes. */
const routingCodes = {
  GR210: {
    title: "The weights of a route have the sum 0",
    like: ["IST0106"],
    help: "Istio refuses the whole VirtualService, and with it every route of the service.",
  },
  GR211: {
    title: "The weights of a route have another sum than a power of 100",
    like: [],
    help: "Istio takes weights relative to their sum, so each version gets another share than the one written.",
    severity: "warning",
  },
  GR212: {
    title: "A single destination has a weight",
    like: ["KIA1104"],
    help: "The destination gets all requests, whatever the weight says.",
    severity: "warning",
  },
  GR213: {
    title: "A route names a host and subset twice",
    like: ["KIA1105"],
    help: "Istio adds the two shares up, so the version gets more than each of them says.",
    severity: "warning",
  },
  GR214: {
    title: "A route is never reached",
    like: ["IST0130"],
    help: "Earlier routes take every request that this route could take.",
    severity: "warning",
  },
  GR215: {
    title: "Weights are never reached",
    like: [],
    help: "Routes take every request first, so a change of the weights changes nothing.",
    severity: "info",
  },
  GR216: {
    title: "A condition of a route repeats that of an earlier one",
    like: ["IST0131"],
    help: "An earlier route takes all its requests; the other conditions of the route still have an effect.",
    severity: "info",
  },
  GR217: {
    title: "A match has conditions on the caller's labels and on gateways",
    like: [],
    help: "Istio does not look at the labels of an HTTP match that names gateways, so it would take all callers.",
  },
} as const satisfies Record<string, CodeInfo>;

/** GR201 to GR217: all findings in planned routes. */
export const plannedRouteCodes = { ...destinationCodes, ...routingCodes } as const;
