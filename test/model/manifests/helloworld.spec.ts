import { expect } from "chai";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { Release } from "../../../model/release/release";
import { helloworld } from "../../../stacks/presets/helloworld";

/** The release as stack dev has it, at 80/20. */
const demo: Release = {
  ...helloworld,
  services: {
    helloworld: {
      ...helloworld.services.helloworld!,
      weights: { v1: 80, v2: 20 },
      versions: {
        v1: { image: "istio/examples-helloworld-v1:latest", clusters: ["west"] },
        v2: { image: "istio/examples-helloworld-v2:latest", clusters: ["east"] },
      },
    },
  },
};
const plan = planRelease(demo, [{ name: "west" }, { name: "east" }]);
const [west, east] = plan.clusters.map(manifests);
const namespace = "gray-demo";
const host = "helloworld.gray-demo.svc.cluster.local";
const mutual = { tls: { mode: "ISTIO_MUTUAL" } };

const only = (list: typeof west, kind: string) => list?.filter((m) => m.kind === kind);

function subset(version: string) {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "DestinationRule",
    metadata: { name: `helloworld-${version}`, namespace },
    spec: {
      host,
      trafficPolicy: mutual,
      subsets: [{ name: version, labels: { version }, trafficPolicy: mutual }],
    },
  };
}

function deployment(version: string) {
  const labels = { app: "helloworld", version };
  const image = `istio/examples-helloworld-${version}:latest`;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: `helloworld-${version}`, namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } },
      template: {
        metadata: {
          labels,
          annotations: { "proxy.istio.io/config": '{"terminationDrainDuration":"5s"}' },
        },
        spec: {
          terminationGracePeriodSeconds: 30,
          containers: [
            {
              name: "helloworld",
              image,
              ports: [{ containerPort: 5000 }],
              lifecycle: { preStop: { sleep: { seconds: 5 } } },
            },
          ],
        },
      },
    },
  };
}

describe("helloworld over two clusters", () => {
  it("has a namespace with sidecar injection in every cluster", () => {
    const manifest = {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace, labels: { "istio-injection": "enabled" } },
    };
    expect(only(west, "Namespace")).to.deep.equal([manifest]);
    expect(only(east, "Namespace")).to.deep.equal([manifest]);
  });

  it("has one Service over all versions in every cluster, with its port named http-5000", () => {
    const manifest = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "helloworld", namespace, labels: { app: "helloworld" } },
      spec: {
        selector: { app: "helloworld" },
        ports: [{ name: "http-5000", port: 5000, targetPort: 5000, protocol: "TCP" }],
      },
    };
    expect(only(west, "Service")).to.deep.equal([manifest]);
    expect(only(east, "Service")).to.deep.equal([manifest]);
  });

  it("runs v1 in west only and v2 in east only", () => {
    expect(only(west, "Deployment")).to.deep.equal([deployment("v1")]);
    expect(only(east, "Deployment")).to.deep.equal([deployment("v2")]);
  });

  it("knows both subsets in both clusters, with mutual TLS at the top and in each subset", () => {
    const rules = [subset("v1"), subset("v2")];
    expect(only(west, "DestinationRule")).to.deep.equal(rules);
    expect(only(east, "DestinationRule")).to.deep.equal(rules);
  });

  it("lets only callers with mutual TLS in", () => {
    expect(only(west, "PeerAuthentication")).to.deep.equal([
      {
        apiVersion: "security.istio.io/v1",
        kind: "PeerAuthentication",
        metadata: { name: "default", namespace },
        spec: { mtls: { mode: "STRICT" } },
      },
    ]);
  });

  it("is entered through the Gateway gray-demo-gateway on port 80 for every host", () => {
    expect(only(east, "Gateway")).to.deep.equal([
      {
        apiVersion: "networking.istio.io/v1",
        kind: "Gateway",
        metadata: { name: "gray-demo-gateway", namespace },
        spec: {
          selector: { istio: "ingressgateway" },
          servers: [{ port: { number: 80, name: "http-80", protocol: "HTTP" }, hosts: ["*"] }],
        },
      },
    ]);
  });

  it("is split 80 to 20 by the VirtualService gray-demo-vs, the same in both clusters", () => {
    const destination = (version: string) => ({ host, port: { number: 5000 }, subset: version });
    const manifest = {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: "gray-demo-vs", namespace },
      spec: {
        hosts: ["*"],
        gateways: ["gray-demo-gateway"],
        http: [
          {
            name: "http-5000",
            route: [
              { destination: destination("v1"), weight: 80 },
              { destination: destination("v2"), weight: 20 },
            ],
          },
        ],
      },
    };
    expect(only(west, "VirtualService")).to.deep.equal([manifest]);
    expect(only(east, "VirtualService")).to.deep.equal([manifest]);
  });

  it("is made in the order namespace, Service, workloads, subsets, mTLS, Gateway, route", () => {
    expect(west?.map(({ kind }) => kind)).to.deep.equal([
      "Namespace",
      "Service",
      "Deployment",
      "DestinationRule",
      "DestinationRule",
      "PeerAuthentication",
      "Gateway",
      "VirtualService",
    ]);
  });
});
