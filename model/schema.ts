import * as v from "valibot";
import type { Cluster } from "./cluster";
import { dnsLabel, labelValue, serviceName } from "./names";
import type { Release, ServiceSpec, VersionSpec } from "./release";
import type { RouteSpec, StringMatch } from "./routing";

/*
 * The shape of everything that a user may write. Each message is the text of what is allowed at that place: it becomes
 * the `allowed` line of a Problem.
 */

const text = (allowed: string) => v.pipe(v.string(allowed), v.minLength(1, allowed));
const named = (pattern: RegExp, allowed: string) =>
  v.pipe(v.string(allowed), v.regex(pattern, allowed));
const whole = (low: number, high: number) => {
  const allowed = `an integer from ${low} to ${high}`;
  return v.pipe(
    v.number(allowed),
    v.integer(allowed),
    v.minValue(low, allowed),
    v.maxValue(high, allowed),
  );
};

const label = "a DNS label: lower-case letters, digits and '-', at most 63 characters";
const port = whole(1, 65535);
const version = named(
  labelValue,
  "a version name that is a label value: letters, digits, '-', '_' and '.', at most 63 characters, a letter or digit at both ends",
);
const service = named(
  serviceName,
  "a Service name: a DNS label that begins with a letter, at most 63 characters",
);
const mapping = "a mapping of names to values";
const strings = v.record(v.string(), v.string("a string"), mapping);

const weights = v.record(version, whole(0, 100), "a mapping of version names to percentages");

const stringMatch: v.GenericSchema<unknown, StringMatch> = v.union(
  [
    v.strictObject({ exact: text("a string") }),
    v.strictObject({ prefix: text("a string") }),
    v.strictObject({ regex: text("a string") }),
  ],
  "exactly one of exact, prefix and regex, with a string",
);

const route: v.GenericSchema<unknown, RouteSpec> = v.strictObject(
  {
    name: named(dnsLabel, label),
    match: v.strictObject(
      {
        headers: v.optional(v.record(v.string(), stringMatch, mapping)),
        uri: v.optional(stringMatch),
        method: v.optional(stringMatch),
      },
      "a mapping with headers, uri or method",
    ),
    to: v.union([version, weights], "a version's name, or a mapping of versions to percentages"),
  },
  "a route with name, match and to",
);

const versionEntries = {
  image: text("a container image, such as ghcr.io/acme/shop:1.2"),
  replicas: v.optional(whole(0, 10_000)),
  clusters: v.optional(v.array(text("a cluster's name"), "a list of cluster names")),
  env: v.optional(strings),
  resources: v.optional(
    v.strictObject(
      { requests: v.optional(strings), limits: v.optional(strings) },
      "a mapping with requests and limits",
    ),
  ),
  imagePullPolicy: v.optional(
    v.picklist(["Always", "IfNotPresent", "Never"], "Always, IfNotPresent or Never"),
  ),
};

const versionSpec: v.GenericSchema<unknown, VersionSpec> = v.strictObject(
  versionEntries,
  "a version with its image",
);

const serviceSpec: v.GenericSchema<unknown, ServiceSpec> = v.strictObject(
  {
    port,
    targetPort: v.optional(port),
    portName: v.optional(
      named(
        /^http(-[a-z0-9]([-a-z0-9]{0,56}[a-z0-9])?)?$/,
        "http, or http- and a suffix of lower-case letters, digits and '-'",
      ),
    ),
    versions: v.record(version, versionSpec, mapping),
    weights,
    routes: v.optional(v.array(route, "a list of routes")),
    expose: v.optional(v.boolean("true or false")),
    virtualService: v.optional(named(dnsLabel, label)),
  },
  "a service with port, versions and weights",
);

const hosts = v.pipe(
  v.array(
    named(
      /^(\*|(\*\.)?([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z0-9]([-a-z0-9]*[a-z0-9])?)$/,
      "*, or a host name such as shop.example.com or *.example.com",
    ),
    "a list of host names",
  ),
  v.minLength(1, "at least one host name"),
);

/** A release as a user writes it, in code or in a stack file. */
export const releaseSchema: v.GenericSchema<unknown, Release> = v.strictObject(
  {
    name: named(dnsLabel, label),
    namespace: named(dnsLabel, label),
    injection: v.optional(
      v.union(
        [v.literal("enabled"), v.strictObject({ revision: text("a revision's name") })],
        "enabled, or a mapping with revision",
      ),
    ),
    mtls: v.optional(v.picklist(["STRICT", "PERMISSIVE"], "STRICT or PERMISSIVE")),
    gateway: v.optional(
      v.strictObject(
        {
          name: v.optional(named(dnsLabel, label)),
          hosts: v.optional(hosts),
          port: v.optional(port),
          selector: v.optional(strings),
        },
        "a mapping with name, hosts, port and selector",
      ),
    ),
    services: v.record(service, serviceSpec, "a mapping of service names to services"),
  },
  "a blueprint's name, or a release with name, namespace and services",
);

/** One cluster of the stack. */
export const clusterSchema: v.GenericSchema<unknown, Cluster> = v.strictObject(
  {
    name: named(dnsLabel, label),
    context: v.optional(text("a context of the kubeconfig")),
    kubeconfig: v.optional(text("a path of a kubeconfig file")),
    role: v.optional(v.picklist(["primary", "remote"], "primary or remote")),
    weights: v.optional(v.record(service, weights, "a mapping of services to weights")),
    ingress: v.optional(
      named(
        /^(https?:\/\/\S+|[-a-z0-9]+\/[-a-z0-9]+)$/,
        "an address (http://203.0.113.7) or a Service (<namespace>/<name>)",
      ),
    ),
  },
  "a cluster with name, and context or kubeconfig",
);

/** The clusters of the stack. */
export const clustersSchema = v.pipe(
  v.array(clusterSchema, "a list of clusters"),
  v.minLength(1, "a list with at least one cluster"),
);

/** Weights by service. */
export const weightsSchema = v.record(service, weights, "a mapping of services to weights");

/** Overrides of versions by service: each field of a version, none of them required. */
export const versionsSchema = v.record(
  service,
  v.record(
    version,
    v.partial(v.strictObject(versionEntries, "a mapping with image, replicas, clusters, …")),
    mapping,
  ),
  "a mapping of services to versions",
);

export const namespaceSchema = named(dnsLabel, label);
export const hostsSchema = hosts;
export const settleSchema = (() => {
  const allowed = "seconds from 0 to 60";
  return v.pipe(v.number(allowed), v.minValue(0, allowed), v.maxValue(60, allowed));
})();
