// The schemas of a version with its pod settings, and of version overrides in a config.
import * as v from "valibot";
import type { PodOverrides, Probes } from "../release/pod";
import type { VersionSpec } from "../release/release";
import { isMapping } from "./best-effort";
import {
  anyName,
  choose,
  mapping,
  object,
  oneOf,
  record,
  refused,
  service,
  strings,
  text,
  version,
  whole,
  type Schema,
} from "./common";
import { upstreamPolicyEntries } from "./upstream-policy";

/** A value in Kubernetes' own form; the API server checks its contents. */
const kubernetes = record(anyName, v.unknown(), "a mapping, as Kubernetes has it");
const probe = kubernetes as Schema<NonNullable<Probes["readinessProbe"]>>;

const texts = record(anyName, v.nullable(v.string("a string")), mapping);
const items = v.nullish(v.array(kubernetes, "a list of mappings, as Kubernetes has it"));
const containers = v.array(
  v.looseObject(
    { env: items, ports: items, volumeMounts: items, volumeDevices: items },
    "a container, as Kubernetes has it",
  ),
  "a list of containers",
);

/**
 * A PodSpec with the lists that the program merges item by item; an API server checks the items and
 * all other fields.
 */
const podSpec = v.looseObject(
  {
    containers: v.optional(containers),
    initContainers: v.nullish(containers),
    volumes: items,
    imagePullSecrets: items,
    hostAliases: items,
    topologySpreadConstraints: items,
    schedulingGates: items,
    resourceClaims: items,
  },
  "a part of a PodSpec, as Kubernetes has it",
);

const pod: Schema<PodOverrides> = object(
  {
    metadata: v.optional(
      object(
        { labels: v.optional(texts), annotations: v.optional(texts) },
        "a mapping with labels and annotations",
      ),
    ),
    spec: v.optional(
      choose((given) =>
        isMapping(given) ? podSpec : refused("a part of a PodSpec, as Kubernetes has it"),
      ) as Schema<NonNullable<PodOverrides["spec"]>>,
    ),
  },
  "a mapping with metadata and spec",
);

const versionEntries = {
  image: text("a container image, such as ghcr.io/acme/shop:1.2"),
  replicas: v.optional(whole(0, 10_000)),
  clusters: v.optional(v.array(text("a cluster's name"), "a list of cluster names")),
  env: v.optional(strings),
  resources: v.optional(
    object(
      { requests: v.optional(strings), limits: v.optional(strings) },
      "a mapping with requests and limits",
    ),
  ),
  imagePullPolicy: v.optional(oneOf("Always", "IfNotPresent", "Never")),
  imagePullSecrets: v.optional(v.array(text("a Secret's name"), "a list of names of Secrets")),
  serviceAccountName: v.optional(text("the name of a ServiceAccount")),
  readinessProbe: v.optional(probe),
  livenessProbe: v.optional(probe),
  startupProbe: v.optional(probe),
  drainSeconds: v.optional(whole(0, 600, " (seconds)")),
  pod: v.optional(pod),
  ...upstreamPolicyEntries,
};

/** One version of a service. */
export const versionSpec: Schema<VersionSpec> = object(versionEntries, "a version with its image");

const versionChanges = v.partial(v.strictObject(versionEntries, mapping));

/** Overrides of versions by service: each field of a version, none of them required. */
export const versionsSchema = record(
  service,
  record(
    version,
    object(versionChanges.entries, "a mapping with image, replicas, clusters, …"),
    mapping,
  ),
  "a mapping of services to versions",
);
