import { expect } from "chai";
import { deploymentManifest } from "../../../model/manifests/deployment";
import type { WorkloadArgs } from "../../../model/manifests/workload-args";

const args = {
  namespace: "shop",
  service: "cart",
  version: "1.2_RC",
  image: "ghcr.io/acme/shop-cart:1.2",
  targetPort: 8080,
};

describe("the Deployment of a version", () => {
  it("selects its pods by app and version, as the version is written", () => {
    const { spec, metadata } = deploymentManifest(args);
    const labels = { app: "cart", version: "1.2_RC" };
    expect(spec.selector).to.deep.equal({ matchLabels: labels });
    expect(spec.template.metadata?.labels).to.deep.equal(labels);
    expect(metadata).to.deep.equal({ name: "cart-1-2-rc", namespace: "shop", labels });
  });

  it("has its variables in the order that their references need", () => {
    const env = { HOST: "db.$(ZONE).example.com", ZONE: "eu" };
    const { spec } = deploymentManifest({ ...args, env }).spec.template;
    expect(spec?.containers[0]?.env).to.deep.equal([
      { name: "ZONE", value: "eu" },
      { name: "HOST", value: "db.$(ZONE).example.com" },
    ]);
  });

  it("has a variable of its pod override before those that refer to it", () => {
    const podIp = { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } };
    const order = (own: readonly object[]) => {
      const pod = { spec: { containers: [{ name: "cart", env: own }] } } as WorkloadArgs["pod"];
      const env = { A: "1", HOST: "http://$(POD_IP)" };
      const { spec } = deploymentManifest({ ...args, env, ...(pod && { pod }) }).spec.template;
      return spec?.containers[0]?.env?.map(({ name }) => name);
    };
    expect(order([podIp])).to.deep.equal(["A", "POD_IP", "HOST"]);
    expect(order([{ name: "Z", value: "1" }])).to.deep.equal(["A", "HOST", "Z"]);
    // A list of all of them decides their order.
    expect(order([{ name: "HOST" }, podIp, { name: "A" }])).to.deep.equal(["HOST", "POD_IP", "A"]);
  });

  it("carries what the version says about its container", () => {
    const { spec } = deploymentManifest({
      ...args,
      replicas: 4,
      imagePullPolicy: "IfNotPresent",
      imagePullSecrets: ["registry"],
      env: { version: "v1", upstream_url: "http://appb:8000/" },
      resources: { requests: { cpu: "100m" }, limits: { memory: "128Mi" } },
      drainSeconds: 0,
    });
    expect(spec.replicas).to.equal(4);
    expect(spec.template.spec?.imagePullSecrets).to.deep.equal([{ name: "registry" }]);
    expect(spec.template.spec?.containers).to.deep.equal([
      {
        name: "cart",
        image: "ghcr.io/acme/shop-cart:1.2",
        imagePullPolicy: "IfNotPresent",
        env: [
          { name: "upstream_url", value: "http://appb:8000/" },
          { name: "version", value: "v1" },
        ],
        ports: [{ containerPort: 8080 }],
        resources: { requests: { cpu: "100m" }, limits: { memory: "128Mi" } },
      },
    ]);
  });

  it("never has fewer pods than asked for while they are replaced", () => {
    expect(deploymentManifest(args).spec.strategy).to.deep.equal({
      type: "RollingUpdate",
      rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" },
    });
  });

  it("is replaced as its strategy says", () => {
    const of = (strategy: WorkloadArgs["strategy"]) =>
      deploymentManifest({ ...args, strategy }).spec.strategy;
    expect(of("Recreate")).to.deep.equal({ type: "Recreate" });
    expect(of({ rollingUpdate: { maxSurge: 2 } })).to.deep.equal({
      type: "RollingUpdate",
      rollingUpdate: { maxUnavailable: 0, maxSurge: 2 },
    });
  });

  it("selects by the labels of its service and of its version, which its pods carry", () => {
    const of = (labels: Record<string, string>) => {
      const { metadata, spec } = deploymentManifest({
        ...args,
        selector: { "k8s-app": "c" },
        labels,
      });
      expect(metadata.labels).to.deep.equal(spec.template.metadata?.labels);
      return [spec.selector.matchLabels, spec.template.metadata?.labels];
    };
    const usual = { app: "cart", version: "1.2_RC", "k8s-app": "c" };
    expect(of({ track: "a" })).to.deep.equal([
      { "k8s-app": "c", track: "a" },
      { ...usual, track: "a" },
    ]);
    expect(of({})).to.deep.equal([{ "k8s-app": "c" }, usual]);
  });

  it("has annotations of its own, and its pods have none of them", () => {
    const annotations = { "reloader.stakater.com/auto": "true" };
    const { metadata, spec } = deploymentManifest({ ...args, annotations, drainSeconds: 0 });
    expect(metadata.annotations).to.deep.equal(annotations);
    expect(spec.template.metadata?.annotations).to.equal(undefined);
  });

  it("keeps 0 replicas", () => {
    expect(deploymentManifest({ ...args, replicas: 0 }).spec.replicas).to.equal(0);
  });
});
