// The schemas of the lanes of a release, and of the lane percentages in a stack's config.
import * as v from "valibot";
import type { LanesSpec, LaneSpec } from "../release/lanes";
import { labelValue } from "../release/names";
import { isMapping } from "./best-effort";
import {
  choose,
  named,
  object,
  oneOf,
  record,
  refused,
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
    version: v.optional(version),
    versions: v.optional(record(service, version, "a mapping of services to versions")),
    match: v.optional(routeMatch),
    weight: v.optional(whole(0, 100)),
  },
  "a lane with version, versions, match and weight, or {}",
);

const atLeastOne = "a mapping of lane names to lanes, at least one";
const byName = record(laneName, lane, atLeastOne);

/** Lanes through the chain of services. */
export const lanesSpec: Schema<LanesSpec> = object(
  {
    header: laneHeader,
    mode: v.optional(oneOf("strict", "permissive")),
    baseline: v.optional(version),
    lanes: choose((given) =>
      isMapping(given) && Object.keys(given).length === 0 ? refused(atLeastOne) : byName,
    ),
  },
  "a mapping with header, mode, baseline and lanes",
);

/** Percentages by lane, as a stack sets them. */
export const lanesSchema: Schema<Record<string, number>> = record(
  laneName,
  whole(0, 100),
  "a mapping of lanes to percentages",
);
