// The objects by which proxies log and gray-release reaches Prometheus.
import type { KubeObject } from "../../kubernetes/client";
import { gateway } from "../mesh/gateway";
import type { StaticPod } from "../pods/static-pod";
import { loggedHeaders, loggedTags } from "./access-log";
import { logsAddress, prometheusPort } from "./places";

/** Where Istio is installed; an EnvoyFilter without a selector there is the whole mesh's. */
const rootNamespace = gateway.namespace;

/** The host by which proxies find the collector. */
const collectorHost = `telemetry-collector.${rootNamespace}.svc.cluster.local`;

/** Envoy's name for the collector: it tells that a proxy logs. */
export const collectorCluster = `outbound|${logsAddress.port}||${collectorHost}`;

/** Name of the objects by which proxies log. */
const name = "lab-metrics";

const labels = { "app.kubernetes.io/managed-by": "gray-release-lab", "lab.gray-release/for": name };

/** Selects the EnvoyFilter objects that the lab has made. */
export const filterSelector = `lab.gray-release/for=${name}`;

/** What is measured: a namespace's proxies and the gateways, or all of the mesh. */
export type Scope = { readonly namespace: string } | "mesh";

/** How often a proxy sends what it has logged. */
const flushInterval = "0.25s";

const types = "type.googleapis.com/envoy.extensions";

/**
 * The access log, added to those that a proxy has. Istio's Telemetry could name a provider of one, too, but none with tags of
 * its own: and without them the log names no cluster of a request that found no endpoint.
 */
const accessLog = {
  name: "envoy.access_loggers.http_grpc",
  typed_config: {
    "@type": `${types}.access_loggers.grpc.v3.HttpGrpcAccessLogConfig`,
    common_config: {
      log_name: name,
      transport_api_version: "V3",
      grpc_service: {
        envoy_grpc: { cluster_name: collectorCluster, authority: collectorHost },
      },
      buffer_flush_interval: flushInterval,
      custom_tags: Object.entries(loggedTags).map(([tag, value]) => ({ tag, value })),
    },
    ...loggedHeaders,
  },
};

function envoyFilter(namespace: string, suffix = "", workloadSelector?: object) {
  return {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: { name: `${name}${suffix}`, namespace, labels },
    spec: {
      ...(workloadSelector ? { workloadSelector } : {}),
      configPatches: [
        {
          applyTo: "NETWORK_FILTER",
          match: {
            listener: {
              filterChain: { filter: { name: "envoy.filters.network.http_connection_manager" } },
            },
          },
          patch: {
            operation: "MERGE",
            value: {
              typed_config: {
                "@type": `${types}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
                access_log: [accessLog],
              },
            },
          },
        },
      ],
    },
  };
}

/** The access log of a scope. */
export function scopeFilter(scope: Scope): KubeObject {
  return envoyFilter(scope === "mesh" ? rootNamespace : scope.namespace);
}

/** The access log of the gateways. */
export const gatewayFilter: KubeObject = envoyFilter(rootNamespace, "-gateway", {
  labels: { istio: gateway.label },
});

/** The collector, as the proxies know it: outside of the mesh, for it has no certificate. */
export const collectorEntry: KubeObject & { readonly spec: object } = {
  apiVersion: "networking.istio.io/v1",
  kind: "ServiceEntry",
  metadata: { name: "telemetry-collector", namespace: rootNamespace, labels },
  spec: {
    hosts: [collectorHost],
    location: "MESH_EXTERNAL",
    resolution: "STATIC",
    ports: [{ number: logsAddress.port, name: "grpc", protocol: "GRPC" }],
    endpoints: [{ address: logsAddress.host }],
  },
};

/** Prometheus, a process of the lab, as a pod of its cluster: the API server passes questions on to pods alone. */
export const prometheusPod: StaticPod = {
  name: "prometheus",
  namespace: rootNamespace,
  labels: { ...labels, app: "prometheus" },
  container: {
    name: "prometheus",
    image: "prometheus",
    ports: [{ containerPort: prometheusPort, name: "http-web" }],
  },
};

/** The Service by which it is found; the proxies have no use for it, and would be told of it. */
export const prometheusService: KubeObject & { readonly spec: object } = {
  apiVersion: "v1",
  kind: "Service",
  metadata: {
    name: "prometheus",
    namespace: rootNamespace,
    labels,
    annotations: { "networking.istio.io/exportTo": "~" },
  },
  spec: {
    selector: { app: "prometheus" },
    ports: [{ name: "http-web", port: prometheusPort, protocol: "TCP" }],
  },
};
