// The schema of a version with its pod settings.
import * as v from "valibot";
import type { PodOverrides, Probes } from "../release/pod";
import type { VersionSpec } from "../release/release";
import { defaultDrainSeconds } from "../release/drain";
import { isMapping } from "./best-effort";
import {
  annotations,
  anyName,
  choose,
  dnsName,
  labels,
  mapping,
  oneOf,
  record,
  refused,
  strings,
  text,
  whole,
} from "./common";
import { noted, optional, required, typed, type Schema } from "./note";
import { object } from "./objects";
import { strategy } from "./strategy";
import { autoscale, disruptionBudget, replicas } from "./scaling";
import { upstreamPolicy, upstreamPolicyFields } from "./upstream-policy";

/** A value in Kubernetes' own form; the API server checks its contents. */
const kubernetes = record(anyName, v.unknown(), "a mapping, as Kubernetes has it");
const probe = noted(kubernetes, {
  type: { text: "Probe", from: { Probe: "kubernetes-types/core/v1" } },
}) as Schema<NonNullable<Probes["readinessProbe"]>>;

/** Texts by name, any of which may be `null`, which removes one. */
export const textsOrNull = record(anyName, v.nullable(v.string("a string")), mapping);
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

const podPart = noted(
  choose((given) =>
    isMapping(given) ? podSpec : refused("a part of a PodSpec, as Kubernetes has it"),
  ),
  {
    among: [podSpec],
    allowed: "a part of a PodSpec, as Kubernetes has it",
    type: {
      text: "Part<PodSpec>",
      from: { Part: "./part", PodSpec: "kubernetes-types/core/v1" },
    },
  },
) as Schema<NonNullable<PodOverrides["spec"]>>;

const pod: Schema<PodOverrides> = typed(
  "PodOverrides",
  "Fields of pods for which a declaration has no key of its own; they are merged over the generated pod template. Mappings merge deeply. Lists that Kubernetes merges by a key (containers, volumes, env, ports, …) merge by that key; other lists replace the generated ones, and `null` removes them. The app's container is the one that `container` names, or the first one without a name.",
  object({
    metadata: optional(
      object({
        labels: optional(textsOrNull, "Labels beside those that the release sets.", {
          example: { team: "shop" },
        }),
        annotations: optional(textsOrNull, "Annotations of the pods.", {
          example: { "prometheus.io/scrape": "true" },
        }),
      }),
      "Labels and annotations of the pods.",
    ),
    spec: optional(podPart, "A part of a PodSpec, as Kubernetes has it.", {
      example: { terminationGracePeriodSeconds: 60 },
    }),
  }),
);

const probeFields = {
  readinessProbe: optional(probe, "Whether the container takes requests.", {
    otherwise: "none: it takes requests as soon as it runs",
    example: { httpGet: { path: "/ready", port: 8080 } },
  }),
  livenessProbe: optional(probe, "Whether Kubernetes must restart the container.", {
    otherwise: "none",
    example: { httpGet: { path: "/alive", port: 8080 } },
  }),
  startupProbe: optional(
    probe,
    "Whether the container has started; the other two probes wait for it.",
    { otherwise: "none", example: { httpGet: { path: "/alive", port: 8080 } } },
  ),
};

const probes: Schema<Probes> = typed(
  "Probes",
  "The probes by which Kubernetes checks the app's container, in Kubernetes' own form.",
  object(probeFields),
);

const names = (allowed: string, item: string) => v.array(text(item), allowed);

/** The keys of a version. */
export const versionFields = {
  image: required(text("a container image, such as ghcr.io/acme/shop:1.2"), "Container image.", {
    example: "ghcr.io/acme/shop:1.2",
  }),
  container: optional(dnsName, "Name of the app's container in the pods. A DNS label.", {
    otherwise: "the service's name",
    example: "server",
  }),
  replicas: optional(
    replicas,
    "Number of pods in each of its clusters, or in single clusters by their names (the others have 1); it never changes the traffic split. `external` leaves the number to somebody's own scaler, such as KEDA.",
    { otherwise: "1, or what `autoscale` decides", example: 3 },
  ),
  autoscale: optional(
    autoscale,
    "The autoscaler that decides the number of pods, in place of `replicas`.",
    { otherwise: "none", example: { min: 2, max: 6, cpu: 70 } },
  ),
  disruptionBudget: optional(
    disruptionBudget,
    "How many pods may be gone while nodes are drained.",
    { otherwise: "none: all of them", example: { maxUnavailable: 1 } },
  ),
  clusters: optional(
    names("a list of cluster names", "a cluster's name"),
    "Names of the clusters that run it; an empty list takes it offline.",
    { otherwise: "all clusters", example: ["east"] },
  ),
  labels: optional(
    labels,
    "Labels that tell its pods apart from those of other versions: beside the service's `selector`, its Deployment and its subset select by them. They stay the same for the whole life of the version, because an API server refuses to change the selector of a Deployment. An empty mapping: the Deployment selects by the service's `selector` alone, and the subset by the label `version`.",
    {
      otherwise: "the label `version` with the version's name",
      example: { track: "canary" },
    },
  ),
  annotations: optional(
    annotations,
    "Annotations of the Deployment; those of its pods are a part of `pod`.",
    { otherwise: "none", example: { "reloader.stakater.com/auto": "true" } },
  ),
  strategy: optional(strategy, "How Kubernetes replaces its pods when their template changes.", {
    otherwise: "RollingUpdate with `maxUnavailable: 0` and `maxSurge: 25%`",
    example: { rollingUpdate: { maxSurge: 1 } },
  }),
  env: optional(strings, "Environment of the container.", { example: { LOG_LEVEL: "info" } }),
  resources: optional(
    object({
      requests: optional(strings, "What a node must have free for the container.", {
        example: { cpu: "100m", memory: "128Mi" },
      }),
      limits: optional(strings, "What the container may use.", {
        example: { memory: "256Mi" },
      }),
    }),
    "CPU and memory in Kubernetes' units, such as `100m` and `128Mi`.",
  ),
  imagePullPolicy: optional(
    oneOf("Always", "IfNotPresent", "Never"),
    "When a node pulls the image.",
    { otherwise: "Kubernetes' own: Always for `:latest`, else IfNotPresent" },
  ),
  imagePullSecrets: optional(
    names("a list of names of Secrets", "a Secret's name"),
    "Names of Secrets with which the image is pulled.",
    { otherwise: "none", example: ["registry"] },
  ),
  serviceAccountName: optional(
    text("the name of a ServiceAccount"),
    "Name of the pods' ServiceAccount.",
    { otherwise: 'the namespace\'s "default"', example: "shop" },
  ),
  ...probeFields,
  drainSeconds: optional(
    whole(0, 600, " (seconds)"),
    "Seconds for which a pod that ends still answers, 0 to 600: proxies call it until they know that it ends. Its container sleeps for this time before Kubernetes stops it, which needs Kubernetes 1.30. 0: no drain.",
    { default: defaultDrainSeconds },
  ),
  pod: optional(
    pod,
    "Fields of the pods that have no key here; they are merged over the generated pod template.",
  ),
  ...upstreamPolicyFields,
};

/** One version of a service. */
export const versionSpec: Schema<VersionSpec> = typed(
  "VersionSpec",
  "One version of a service: a Deployment, in each of its clusters.",
  object(versionFields, { what: "a version", includes: [upstreamPolicy, probes] }),
);
