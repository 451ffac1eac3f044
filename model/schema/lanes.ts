// The schemas of the lanes of a release, and of the lane percentages in a stack's config.
import * as v from "valibot";
import type { LanesSpec, LaneSpec } from "../release/lanes";
import { labelValue } from "../release/names";
import {
  listOf,
  named,
  object,
  oneOf,
  record,
  service,
  token,
  version,
  whole,
  type Schema,
} from "./common";
import { routeMatch } from "./matches";

const laneHeader = named(
  // Istio ignores the first four as header names, and the header `cookie` holds several cookies.
  new RegExp(`^(?!(uri|scheme|method|authority|cookie)$)${token.source.slice(1)}`, "i"),
  "a header name, such as x-lane: letters, digits and '-'; not uri, scheme, method, authority or cookie",
);

const laneName = named(
  labelValue,
  "a lane's name: letters, digits, '-', '_' and '.', at most 63 characters, a letter or digit at both ends",
);

const lane: Schema<LaneSpec> = object(
  {
    name: laneName,
    version: v.optional(version),
    versions: v.optional(record(service, version, "a mapping of services to versions")),
    match: v.optional(routeMatch),
    weight: v.optional(whole(0, 100)),
  },
  "a lane with name, version, versions, match and weight",
);

/** Lanes through the chain of services. */
export const lanesSpec: Schema<LanesSpec> = object(
  {
    header: laneHeader,
    mode: v.optional(oneOf("strict", "permissive")),
    baseline: v.optional(version),
    lanes: listOf(lane, "a list of lanes, each with its name"),
  },
  "a mapping with header, mode, baseline and lanes",
);

/** Percentages by lane, as a stack sets them. */
export const lanesSchema: Schema<Record<string, number>> = record(
  laneName,
  whole(0, 100),
  "a mapping of lanes to percentages",
);
