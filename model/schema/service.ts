// The schema of one service, with its routes, session affinity, mirror and exposure.
import * as v from "valibot";
import { dnsLabel } from "../release/names";
import type { ExposeSpec, ServiceSpec } from "../release/release";
import type { FaultSpec, MirrorSpec, RouteSpec, StickySpec, Weights } from "../release/routing";
import { isMapping } from "./best-effort";
import { callers } from "./access";
import {
  choose,
  duration,
  flag,
  label,
  listOf,
  mapping,
  named,
  object,
  oneOf,
  percent,
  port,
  record,
  refused,
  service,
  someOf,
  token,
  version,
  whole,
  type Schema,
} from "./common";
import { hosts } from "./gateway";
import { exposedPath, routeMatch } from "./matches";
import { requestPolicyEntries } from "./request-policy";
import { upstreamPolicyEntries } from "./upstream-policy";
import { versionSpec } from "./version";
import { serviceWeights, weights } from "./weights";

const mirror: Schema<MirrorSpec> = object(
  { version, percent: v.optional(percent) },
  "a mapping with version and percent",
);

const fault: Schema<FaultSpec> = someOf(
  {
    delay: v.optional(
      object({ time: duration, percent: v.optional(percent) }, "a mapping with time and percent"),
    ),
    abort: v.optional(
      object(
        { status: whole(200, 599), percent: v.optional(percent) },
        "a mapping with status and percent",
      ),
    ),
  },
  "a mapping with delay or abort",
);

const target: Schema<string | Weights> = choose<string | Weights>((given) => {
  if (isMapping(given)) return weights;
  return typeof given === "string"
    ? version
    : refused("a version's name, or a mapping of versions to percentages");
});

const route: Schema<RouteSpec> = object(
  {
    name: named(dnsLabel, label),
    match: routeMatch,
    to: target,
    mirror: v.optional(mirror),
    fault: v.optional(fault),
    ...requestPolicyEntries,
  },
  "a route with name, match and to",
);

const sticky: Schema<StickySpec> = object(
  { cookie: v.optional(named(token, "a cookie's name")), ttl: v.optional(duration) },
  "a mapping with cookie and ttl",
);

const exposing: Schema<ExposeSpec> = object(
  {
    hosts: v.optional(hosts),
    paths: v.optional(listOf(exposedPath, "a list of paths")),
    port: v.optional(port),
  },
  "a mapping with hosts, paths or port",
);

const expose = choose<boolean | ExposeSpec>((given) => {
  if (isMapping(given)) return exposing;
  return typeof given === "boolean"
    ? flag
    : refused("true or false, or a mapping with hosts, paths or port");
});

/** One service. */
export const serviceSpec: Schema<ServiceSpec> = object(
  {
    port,
    protocol: v.optional(oneOf("http", "http2", "grpc", "tcp")),
    targetPort: v.optional(port),
    portName: v.optional(
      named(
        /^(http|http2|grpc|tcp)(-[a-z0-9]([-a-z0-9]{0,55}[a-z0-9])?)?$/,
        "the protocol, or the protocol, '-' and a suffix of lower-case letters, digits and '-'",
      ),
    ),
    defaultRoute: v.optional(named(dnsLabel, label)),
    versions: record(version, versionSpec, mapping),
    weights: serviceWeights,
    stable: v.optional(version),
    routes: v.optional(v.array(route, "a list of routes")),
    follows: v.optional(v.array(service, "a list of services")),
    sticky: v.optional(sticky),
    mirror: v.optional(mirror),
    expose: v.optional(expose),
    callers: v.optional(callers),
    virtualService: v.optional(named(dnsLabel, label)),
    ...requestPolicyEntries,
    ...upstreamPolicyEntries,
  },
  "a service with port, versions and weights",
);

/** The stable versions of a config, by service. */
export const stableSchema: Schema<Record<string, string>> = record(
  service,
  version,
  "a mapping of services to versions",
);
