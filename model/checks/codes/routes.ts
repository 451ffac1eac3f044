// The codes of mistakes in the routes and lanes of a declaration.
import type { CodeInfo } from "./info";

/** GR120 to GR129 for routes, GR130 to GR139 for lanes. */
export const routeCodes = {
  GR120: {
    title: "A match has no condition",
    like: ["IST0130"],
    help: "The route would take all requests, and the routes after it none.",
  },
  GR121: {
    title: "A route comes after one that takes all its requests",
    like: ["IST0130", "IST0131"],
    help: "No request would ever reach the route.",
  },
  GR122: {
    title: "Two routes of a service have one name",
    like: [],
    help: "Metrics, access logs and this program tell routes apart by their names, so the two would be one.",
  },
  GR123: {
    title: "A match asks for an origin that its requests can't have",
    like: ["IST0130", "IST0140"],
    help: "No request would ever meet all of its conditions.",
  },
  GR124: {
    title: "A match looks at one header more than once",
    like: [],
    help: "Istio takes one condition for each header, so all but one would be lost.",
  },
  GR125: {
    title: "A regular expression is not RE2's",
    like: ["IST0106"],
    help: "Istio refuses the whole VirtualService, and with it every route of the service.",
  },
  GR126: {
    title: "A header that lanes or session affinity need is changed",
    like: [],
    help: "Calls would leave their lane, or users their version, depending on how many destinations a route has.",
  },
  GR127: {
    title: "A match wants a header that it refuses, too",
    like: ["IST0130"],
    help: "No request would ever meet all of its conditions.",
  },
  GR130: {
    title: "A service does not have a strict lane's version",
    like: [],
    help: "A call in the lane would leave it at this service.",
  },
  GR131: {
    title: "A lane has no version in any service",
    like: [],
    help: "Requests in the lane would go as if they were in no lane.",
  },
  GR132: {
    title: "A service without a lane's version does not have the baseline either",
    like: ["KIA1107", "IST0101"],
    help: "The weights would choose the version that answers a call in the lane.",
  },
  GR133: {
    title: "Lanes take more than all requests",
    like: [],
    help: "The lanes would leave less than nothing for the weights.",
  },
  GR134: {
    title: "A lane has an entry, but the gateway leads to no HTTP service",
    like: ["IST0140"],
    help: "Requests enter lanes at the gateway, and only over HTTP.",
  },
  GR135: {
    title: "Requests can't enter a lane by this match",
    like: ["IST0130"],
    help: "At the gateway no request would ever meet its conditions.",
  },
  GR136: {
    title: "Two lanes have one name",
    like: [],
    help: "The header could not say which of the two a request is in.",
  },
} as const satisfies Record<string, CodeInfo>;
