import * as k8s from "@pulumi/kubernetes";
import { expect } from "chai";
import type { PodSpec } from "kubernetes-types/core/v1";
import { AccessPolicy } from "../../components/access-policy";
import { buildPodSpec } from "../../components/kubernetesx";
import { MeshNamespace } from "../../components/mesh-namespace";
import { MtlsPolicy } from "../../components/mtls-policy";
import { owned } from "../../model/manifests/ownership";
import { ReleaseGateway } from "../../components/release-gateway";
import { RouteEntry } from "../../components/route-entry";
import { StableService } from "../../components/stable-service";
import { VersionScaling } from "../../components/version-scaling";
import { VersionedWorkload } from "../../components/versioned-workload";
import { WeightedRoute } from "../../components/weighted-route";
import { World } from "../support/world";

const namespace = "shop";
const cart = { namespace, service: "cart", version: "v1" };

describe("a component alone", () => {
  it("makes its resource with the provider that it was given", async () => {
    const world = await World.run(() => {
      const opts = { provider: new k8s.Provider("west", {}) };
      new MeshNamespace("a", { namespace }, opts);
      new StableService("a", { ...cart, port: 80, targetPort: 80, portName: "http" }, opts);
      new VersionedWorkload("a", { ...cart, image: "a:1", targetPort: 80 }, opts);
      const autoscale = { max: 3 };
      const disruptionBudget = { maxUnavailable: 1 };
      const scaled = { ...cart, image: "a:1", targetPort: 80, autoscale, disruptionBudget };
      new VersionScaling("a", scaled, Promise.resolve(scaled), opts);
      new MtlsPolicy("a", { subsets: [cart], peerAuthentication: { namespace } }, opts);
      new AccessPolicy("a", { namespace, service: "cart", callers: ["shop"] }, opts);
      new ReleaseGateway("a", { namespace, gateway: {} }, opts);
      const weights = { v1: 100 };
      const route = { ...cart, name: "cart", port: 80, defaultRoute: "http-80" };
      new WeightedRoute("a", { ...route, versions: ["v1"], weights }, opts);
      const delegates = [{ name: "cart", namespace }];
      new RouteEntry("a", { namespace, name: "shop", hosts: ["*"], delegates }, opts);
    });
    expect(world.cluster("west").all.map(({ name }) => name)).to.have.members([
      "a-namespace",
      "a-service",
      "a-deployment",
      "a-autoscaler",
      "a-budget",
      "a-cart-v1-destinationrule",
      "a-peerauthentication",
      "a-authorizationpolicy",
      "a-gateway",
      "a-virtualservice",
      "a-entry",
    ]);
  });

  it("waits for what it depends on, down to its resource", async () => {
    const world = await World.start(
      () => {
        const opts = { provider: new k8s.Provider("west", {}) };
        const first = new MeshNamespace("a", { namespace }, opts);
        const after = { ...opts, dependsOn: [first] };
        new MtlsPolicy("a", { subsets: [cart], peerAuthentication: { namespace } }, after);
        new VersionedWorkload("a", { ...cart, image: "a:1", targetPort: 80 }, after);
      },
      { hold: (name) => name === "a-namespace" },
    );
    await world.quiet();
    expect(world.cluster("west").all).to.have.lengthOf(1);
    world.release();
    await world.end();
    expect(world.cluster("west").all).to.have.lengthOf(4);
  });

  it("scales a Deployment only after it is there, so that the engine deletes the autoscaler first", async () => {
    const scaled = { ...cart, image: "a:1", targetPort: 80, autoscale: { max: 3 } };
    const world = await World.start(
      () => {
        const opts = { provider: new k8s.Provider("west", {}) };
        const workload = new VersionedWorkload("a", scaled, opts);
        new VersionScaling("a", scaled, scaled, { ...opts, dependsOn: workload });
      },
      { hold: (name) => name === "a-deployment" },
    );
    await world.quiet();
    expect(world.kind("HorizontalPodAutoscaler")).to.deep.equal([]);
    world.release();
    await world.end();
    const [autoscaler] = world.kind("HorizontalPodAutoscaler");
    const [deployment] = world.kind("Deployment");
    expect(autoscaler?.dependencies).to.include(deployment?.urn);
  });

  it("demands mutual TLS only after what it depends on, also where no version has a subset", async () => {
    const world = await World.start(
      () => {
        const opts = { provider: new k8s.Provider("west", {}) };
        const first = new MeshNamespace("a", { namespace }, opts);
        const after = { ...opts, dependsOn: [first] };
        new MtlsPolicy("a", { subsets: [], peerAuthentication: { namespace } }, after);
      },
      { hold: (name) => name === "a-namespace" },
    );
    await world.quiet();
    expect(world.kind("PeerAuthentication")).to.deep.equal([]);
    world.release();
    await world.end();
    expect(world.kind("PeerAuthentication")).to.have.lengthOf(1);
  });
});

describe("the mutual TLS of a namespace that another owner decides", () => {
  it("is left alone, whether callers speak it or not", async () => {
    for (const mutualTls of [true, false]) {
      const world = await World.run(() => {
        const opts = { provider: new k8s.Provider("west", {}) };
        new MtlsPolicy("a", { subsets: [{ ...cart, mutualTls }] }, opts);
      });
      expect(world.kind("PeerAuthentication")).to.deep.equal([]);
      expect(world.kind("DestinationRule")).to.have.lengthOf(1);
    }
  });
});

describe("the pod spec that kubernetesx builds", () => {
  it("is the one that it was given, apart from empty lists", async () => {
    const container = {
      name: "shop-cart",
      image: "ghcr.io/acme/shop-cart:1.0",
      env: [{ name: "version", value: "v1" }],
      ports: [{ containerPort: 8080 }],
      resources: { requests: { cpu: "100m" } },
    };
    const spec: PodSpec = { containers: [container] };
    const built = new Promise((done) => buildPodSpec(spec).apply(done));
    expect(await built).to.deep.equal({
      containers: [{ ...container, volumeMounts: [] }],
      initContainers: [],
      volumes: [],
    });
  });
});

describe("the owner of an object", () => {
  it("is added to the annotations that it has", () => {
    expect(owned({ name: "a", annotations: { team: "shop" } })).to.deep.equal({
      name: "a",
      annotations: { team: "shop", "pulumi.com/patchFieldManager": "gray-release" },
    });
  });
});
