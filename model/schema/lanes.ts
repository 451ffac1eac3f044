// The schemas of the lanes of a release, and of the lane percentages in a stack's config.
import type { LanesSpec, LaneSpec } from "../release/lanes";
import { labelValue } from "../release/names";
import { listOf, named, oneOf, record, service, share, version } from "./common";
import { headerBut, routeMatches } from "./matches";
import { optional, required, typed, type Schema } from "./note";
import { object } from "./objects";

const laneHeader = named(
  // Istio ignores the first four as header names, and the header `cookie` holds several cookies.
  headerBut("uri", "scheme", "method", "authority", "cookie"),
  "a header name, such as x-lane: letters, digits and '-'; not uri, scheme, method, authority or cookie",
);

const laneName = named(
  labelValue,
  "a lane's name: letters, digits, '-', '_' and '.', at most 63 characters, a letter or digit at both ends",
);

const lane: Schema<LaneSpec> = typed(
  "LaneSpec",
  "One lane. A request with the header is in the lane; `match` and `weight` put other requests into it at the gateway.",
  object({
    name: required(
      laneName,
      "The value of the header that puts a request into the lane; each lane has a name of its own.",
      { example: "gray" },
    ),
    version: optional(version, "The version of this lane, in every service.", {
      otherwise: "the lane's name",
      example: "v2",
    }),
    versions: optional(
      record(service, version, "a mapping of services to versions"),
      "Services whose version in this lane has another name.",
      { example: { shop: "v3" } },
    ),
    match: optional(
      routeMatches,
      "Requests that enter the lane at the gateway. A list: those that meet one of its items.",
      {
        otherwise: "none",
        example: { headers: { "x-user": { exact: "tester" } } },
      },
    ),
    weight: optional(
      share(),
      "Percent of the other requests that enter the lane at the gateway, at random; at most two decimals.",
      { default: 0 },
    ),
  }),
);

/** Lanes through the chain of services. */
export const lanesSpec: Schema<LanesSpec> = typed(
  "LanesSpec",
  "Lanes: a call that is in a lane stays in it through the whole chain of services. The lane travels in a request header, which the applications must pass on with each call: a sidecar can't know which call belongs to which request.",
  object({
    header: required(laneHeader, "Name of the header that says the lane, such as `x-lane`.", {
      example: "x-lane",
    }),
    mode: optional(
      oneOf("strict", "permissive"),
      "`strict`: every service must run every lane's version; a missing one is a mistake. `permissive`: a service without the version answers with its baseline, and the call returns to the lane at the next service that has the version. The planner decides this by the placement of the versions.",
      { default: "strict" },
    ),
    baseline: optional(version, "Version that answers for services without a lane's version.", {
      otherwise: "the service's weights",
      example: "v1",
    }),
    lanes: required(
      listOf(lane, "a list of lanes, each with its name"),
      "The lanes. Their order counts where several of them have a `match`: a request enters the first lane whose match it meets.",
      { example: [{ name: "gray", version: "v2" }] },
    ),
  }),
);

/** Percentages by lane, as a stack sets them. */
export const lanesSchema: Schema<Record<string, number>> = record(
  laneName,
  share(),
  "a mapping of lanes to percentages",
);
