// The generated files with types: what each is for, and the names of its types in their order.

/** A generated file: what it is for, and the names of its types in their order. */
interface TypeFile {
  readonly about: string;
  readonly types: readonly string[];
}

/** The generated files, by their names in model/release, or by their paths in model. */
export const files: Readonly<Record<string, TypeFile>> = {
  access: {
    about: "The types of the key `access`: the callers that may call the services of a release.",
    types: ["Principal", "AccessSpec"],
  },
  cluster: {
    about: "The type of a cluster in a stack's config.",
    types: ["Cluster"],
  },
  gateway: {
    about: "The types of the keys `gateway`, `gateways` and `expose`: the ways in from outside.",
    types: ["GatewaySpec", "GatewayTls", "GatewayCertificate", "ExposeSpec", "ExposedPath"],
  },
  lanes: {
    about: "The types of the key `lanes`.",
    types: ["LanesSpec", "LaneSpec"],
  },
  "limits/spec": {
    about: "The types of the key `limits`: what changes of a stack may not do.",
    types: ["LimitsSpec", "FreezeWindow"],
  },
  manifests: {
    about: "The types of the key `manifests`: objects that a release brings beside its own.",
    types: ["ManifestEntry", "ManifestFile", "ManifestObject"],
  },
  pod: {
    about: "The types of a version's pod settings: overrides of the pod template, and probes.",
    types: ["PodOverrides", "Probes"],
  },
  "analysis/spec": {
    about:
      "The types of the analyses of a rollout, and of the templates that they run, in the terms of Argo Rollouts.",
    types: [
      "AnalysisSpec",
      "BackgroundAnalysis",
      "ErrorsSpec",
      "LatencySpec",
      "OwnMetric",
      "TemplateReference",
      "AnalysisArgument",
      "AnalysisTemplate",
      "ArgoMetric",
      "MetricProvider",
      "PrometheusQuery",
    ],
  },
  "analysis/prometheus": {
    about: "The type of a metrics server, as the key `prometheus` declares it.",
    types: ["PrometheusServer"],
  },
  "notifications/receiver": {
    about: "The type of a receiver of notifications, as the key `notifications` declares it.",
    types: ["NotificationReceiver"],
  },
  release: {
    about:
      "The types of a release as users declare it: services, versions, gateway. Plain data, with one form in TypeScript, in the YAML of a stack file and in JSON.",
    types: ["Release", "Protocol", "ServiceType", "ServiceSpec", "PortSpec", "VersionSpec"],
  },
  "rollout/spec": {
    about:
      "The types of the key `rollout`: the steps of a gray release, in the terms of Argo Rollouts.",
    types: [
      "RolloutSpec",
      "WaveSpec",
      "RolloutStep",
      "PauseSpec",
      "CanaryScale",
      "HeaderRouteSpec",
      "HeaderRoutingMatch",
      "MirrorRouteSpec",
      "MirrorRoutingMatch",
      "WebhookSpec",
    ],
  },
  routing: {
    about:
      "The types of weights, matches, routes and request policies: the parts that become VirtualServices (https://istio.io/latest/docs/reference/config/networking/virtual-service/).",
    types: [
      "Weights",
      "OriginWeights",
      "ServiceWeights",
      "Duration",
      "StringMatch",
      "ValueMatch",
      "PathMatch",
      "RouteMatch",
      "RequestPolicy",
      "RetryPolicy",
      "CorsPolicy",
      "HeaderPolicy",
      "HeaderChanges",
      "MirrorSpec",
      "FaultSpec",
      "StickySpec",
      "Redirect",
      "DirectResponse",
      "ResponseBody",
      "RouteSpec",
      "OutsideSpec",
      "OutsideTls",
    ],
  },
  scaling: {
    about: "The types of a version's autoscaler, disruption budget and rollout of pods.",
    types: ["AutoscaleSpec", "PrescaleSpec", "DisruptionBudget", "StrategySpec"],
  },
  "upstream-policy": {
    about:
      "The types of load balancing, connection pools and outlier detection of a service or a version.",
    types: [
      "UpstreamPolicy",
      "LoadBalancer",
      "LocalityLbSetting",
      "ConsistentHash",
      "ConnectionPool",
      "OutlierDetection",
    ],
  },
};
