// The objects by which proxies log and gray-release reaches Prometheus.
import type { KubeObject } from "../../kubernetes/client";
import { gateway } from "../mesh/gateway";
import type { StaticPod } from "../pods/static-pod";
import { loggedHeaders } from "./access-log";
import { logsAddress, prometheusPort } from "./places";

/** Where Istio is installed; a Telemetry without a selector there is the whole mesh's. */
const rootNamespace = gateway.namespace;

/** The host by which proxies find the collector. */
const collectorHost = `telemetry-collector.${rootNamespace}.svc.cluster.local`;

/** What tells the proxies' configuration that they log. */
export const collectorCluster = `outbound|${logsAddress.port}||${collectorHost}`;

/** Name of the provider in the mesh's configuration, and of the objects that use it. */
const name = "lab-metrics";

const labels = { "app.kubernetes.io/managed-by": "gray-release-lab", "lab.gray-release/for": name };

/** Selects the Telemetry objects that the lab has made. */
export const telemetrySelector = `lab.gray-release/for=${name}`;

/** The provider, which stands in the mesh's configuration always and costs nothing until a Telemetry names it. */
export const collectorProvider = {
  name,
  envoyHttpAls: { service: collectorHost, port: logsAddress.port, ...loggedHeaders },
} as const;

/** What is measured: a namespace's proxies and the gateways, or all of the mesh. */
export type Scope = { readonly namespace: string } | "mesh";

function telemetry(namespace: string, suffix = "", selector?: object): KubeObject {
  const object = {
    apiVersion: "telemetry.istio.io/v1",
    kind: "Telemetry",
    metadata: { name: `${name}${suffix}`, namespace, labels },
    spec: {
      ...(selector ? { selector } : {}),
      accessLogging: [{ providers: [{ name }] }],
    },
  };
  return object;
}

/** The Telemetry of a scope. */
export function scopeTelemetry(scope: Scope): KubeObject {
  return telemetry(scope === "mesh" ? rootNamespace : scope.namespace);
}

/** The Telemetry of the gateways. */
export const gatewayTelemetry: KubeObject = telemetry(rootNamespace, "-gateway", {
  matchLabels: { istio: gateway.label },
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
