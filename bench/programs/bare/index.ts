// The bare program of the benchmark: it declares the objects of the release `helloworld` with plain
// @pulumi/kubernetes, without components, checks or hooks.
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

interface Cluster {
  name: string;
  kubeconfig: string;
  /** The version that runs here, and its image. */
  version: string;
  image: string;
}

const config = new pulumi.Config();
const clusters = config.requireObject<Cluster[]>("clusters");
const weights = config.requireObject<Record<string, number>>("weights");
const namespace = config.require("namespace");
const publicHost = config.require("host");

const app = "helloworld";
const port = 5000;
const host = `${app}.${namespace}.svc.cluster.local`;
const gatewayName = "gray-demo-gateway";
const versions = ["v1", "v2"];
const annotations = { "pulumi.com/patchFieldManager": "gray-release" };
/** Seconds. */
const drain = 5;
const draining = JSON.stringify({ terminationDrainDuration: `${drain}s` });
const trafficPolicy = { tls: { mode: "ISTIO_MUTUAL" } };

const providers = clusters.map(
  ({ name, kubeconfig }) => new k8s.Provider(name, { kubeconfig, clusterIdentifier: name }),
);

const workloads = clusters.map(({ name, version, image }, i) => {
  const provider = providers[i];
  const home = new k8s.core.v1.Namespace(
    `${name}-namespace`,
    { metadata: { name: namespace, labels: { "istio-injection": "enabled" }, annotations } },
    { provider },
  );
  new k8s.core.v1.Service(
    `${name}-service`,
    {
      metadata: {
        name: app,
        namespace,
        labels: { app },
        annotations: { ...annotations, "pulumi.com/skipAwait": "true" },
      },
      spec: {
        selector: { app },
        ports: [{ name: `http-${port}`, port, targetPort: port, protocol: "TCP" }],
      },
    },
    { provider, dependsOn: [home] },
  );
  const labels = { app, version };
  const deployment = new k8s.apps.v1.Deployment(
    `${name}-deployment`,
    {
      metadata: { name: `${app}-${version}`, namespace, labels, annotations },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        strategy: {
          type: "RollingUpdate",
          rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" },
        },
        template: {
          metadata: { labels, annotations: { "proxy.istio.io/config": draining } },
          spec: {
            terminationGracePeriodSeconds: 30,
            containers: [
              {
                name: app,
                image,
                ports: [{ containerPort: port }],
                lifecycle: { preStop: { sleep: { seconds: drain } } },
              },
            ],
          },
        },
      },
    },
    { provider, dependsOn: [home] },
  );
  return { home, deployment };
});

const policies = clusters.flatMap(({ name }, i) => {
  const provider = providers[i];
  const rules = versions.map(
    (version) =>
      new k8s.apiextensions.CustomResource(
        `${name}-${version}-destinationrule`,
        {
          apiVersion: "networking.istio.io/v1",
          kind: "DestinationRule",
          metadata: { name: `${app}-${version}`, namespace, annotations },
          spec: {
            host,
            trafficPolicy,
            subsets: [{ name: version, labels: { version }, trafficPolicy }],
          },
        },
        { provider, dependsOn: workloads.flatMap(({ home, deployment }) => [home, deployment]) },
      ),
  );
  const peerAuthentication = new k8s.apiextensions.CustomResource(
    `${name}-peerauthentication`,
    {
      apiVersion: "security.istio.io/v1",
      kind: "PeerAuthentication",
      metadata: { name: "default", namespace, annotations },
      spec: { mtls: { mode: "STRICT" } },
    },
    { provider, dependsOn: rules },
  );
  const gateway = new k8s.apiextensions.CustomResource(
    `${name}-gateway`,
    {
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata: { name: gatewayName, namespace, annotations },
      spec: {
        selector: { istio: "ingressgateway" },
        servers: [{ port: { number: 80, name: "http-80", protocol: "HTTP" }, hosts: [publicHost] }],
      },
    },
    { provider, dependsOn: workloads[i]?.home },
  );
  return [...rules, peerAuthentication, gateway];
});

for (const [i, { name }] of clusters.entries()) {
  new k8s.apiextensions.CustomResource(
    `${name}-virtualservice`,
    {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: "gray-demo-vs", namespace, annotations },
      spec: {
        hosts: [publicHost, host],
        gateways: [gatewayName, "mesh"],
        http: [
          {
            name: `http-${port}`,
            route: versions.map((subset) => ({
              destination: { host, port: { number: port }, subset },
              weight: weights[subset],
            })),
          },
        ],
      },
    },
    { provider: providers[i], dependsOn: policies },
  );
}

export { weights };
