import { expect } from "chai";
import { inRegistry } from "../../../model/plan/image-registry";
import { manifests, planRelease } from "../../../model/plan/plan";
import { versionIn, type OwnVersions } from "../../../model/plan/version-in";
import type { DeploymentManifest } from "../../../model/manifests/deployment";
import type { VersionSpec } from "../../../model/release/release";
import type { OwnVersionChanges } from "../../../model/release/version-changes";
import { release, service } from "../../support/releases";

const image = "ghcr.io/acme/cart:1";
const shared: VersionSpec = {
  image,
  replicas: 4,
  env: { REGION: "none", LOG: "info" },
  resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "2Gi" } },
};

/** The version v1 of cart in a cluster with these changes of it. */
function changed(changes: OwnVersionChanges, spec = shared, rest: Partial<OwnVersions> = {}) {
  const cluster = { name: "eu", versions: { cart: { v1: changes } }, ...rest };
  return versionIn(cluster, "cart", "v1", spec);
}

/** The pods of v1 of cart in the cluster eu. */
function podsIn(changes: OwnVersionChanges, spec: VersionSpec) {
  const services = { cart: service({ versions: { v1: spec }, weights: { v1: 100 } }) };
  const eu = { name: "eu", versions: { cart: { v1: changes } } };
  const [plan] = planRelease(release({ services }), [eu]).clusters;
  const made = manifests(plan!).find(({ kind }) => kind === "Deployment") as DeploymentManifest;
  return made.spec.template.spec!;
}

describe("a version in one cluster", () => {
  it("is what all clusters have where its cluster says nothing of it", () => {
    expect(versionIn({ name: "us" }, "cart", "v1", shared)).to.equal(shared);
    const other = { name: "us", versions: { cart: { v2: { replicas: 9 } } } };
    expect(versionIn(other, "cart", "v1", shared)).to.equal(shared);
  });

  it("has its cluster's number of pods, by either form, and the cluster's own one first", () => {
    const byCluster = { ...shared, replicas: { eu: 10, us: 2 } };
    expect(versionIn({ name: "eu" }, "cart", "v1", byCluster).replicas).to.equal(10);
    expect(versionIn({ name: "ap" }, "cart", "v1", byCluster)).to.not.have.property("replicas");
    expect(changed({ replicas: 3 }).replicas).to.equal(3);
    expect(changed({ replicas: 3 }, byCluster).replicas).to.equal(3);
  });

  it("keeps the variables and resources that its cluster does not name, and loses those that are null", () => {
    expect(changed({ env: { REGION: "eu-west-1" } }).env).to.deep.equal({
      REGION: "eu-west-1",
      LOG: "info",
    });
    expect(changed({ env: { LOG: null } }).env).to.deep.equal({ REGION: "none" });
    expect(changed({ env: { LOG: null, REGION: null } })).to.not.have.property("env");
    expect(
      changed({ resources: { requests: { cpu: "2" }, limits: { memory: null } } }).resources,
    ).to.deep.equal({ requests: { cpu: "2", memory: "1Gi" } });
  });

  it("has other keys in the place of the shared ones, and the default for null", () => {
    const spec: VersionSpec = {
      ...shared,
      imagePullSecrets: ["all"],
      serviceAccountName: "runner",
      readinessProbe: { httpGet: { path: "/", port: 80 } },
    };
    const own = changed(
      {
        imagePullSecrets: ["eu"],
        serviceAccountName: null,
        readinessProbe: { exec: { command: ["true"] } },
      },
      spec,
    );
    expect(own.imagePullSecrets).to.deep.equal(["eu"]);
    expect(own).to.not.have.property("serviceAccountName");
    expect(own.readinessProbe).to.deep.equal({ exec: { command: ["true"] } });
  });

  it("has both changes of its pods: those of the version, and over them those of its cluster", () => {
    const spec: VersionSpec = {
      ...shared,
      pod: {
        spec: {
          nodeSelector: { disk: "ssd", zone: "any" },
          containers: [{ workingDir: "/srv" }, { name: "log", image: "log:1" }],
          priorityClassName: "low",
        },
      },
    };
    const pods = podsIn(
      {
        pod: {
          spec: {
            nodeSelector: { zone: "eu-1" },
            containers: [{ tty: true }, { name: "log", image: "log:2" }],
            priorityClassName: null,
            terminationGracePeriodSeconds: null,
          },
        },
      },
      spec,
    );
    expect(pods.nodeSelector).to.deep.equal({ disk: "ssd", zone: "eu-1" });
    const [app, log] = pods.containers;
    expect([app?.name, app?.workingDir, app?.tty, app?.image]).to.deep.equal([
      ...["cart", "/srv", true],
      image,
    ]);
    expect(log).to.deep.equal({ name: "log", image: "log:2" });
    // Also what the program generates goes where the cluster removes it.
    expect(pods).to.not.have.any.keys("priorityClassName", "terminationGracePeriodSeconds");
  });

  it("has one member of a union: a handler of its cluster takes the place of the version's", () => {
    const pod = (handler: object) => ({
      spec: { containers: [{ lifecycle: { preStop: handler } }] },
    });
    const pods = podsIn(
      { pod: pod({ exec: { command: ["stop"] } }) },
      { ...shared, pod: pod({ httpGet: { port: 80 } }) },
    );
    expect(pods.containers[0]?.lifecycle?.preStop).to.deep.equal({ exec: { command: ["stop"] } });
  });

  it("comes from its cluster's registry, with all containers, unless the cluster names the image", () => {
    const registry = "registry.eu.example/mirror";
    const pod = {
      spec: {
        containers: [{ name: "log", image: "quay.io/acme/log:1" }, { tty: true }],
        initContainers: [{ name: "wait", image: "busybox:1" }],
      },
    };
    const own = versionIn({ name: "eu", registry }, "cart", "v1", { ...shared, pod });
    expect(own.image).to.equal("registry.eu.example/mirror/acme/cart:1");
    expect(own.pod?.spec?.containers?.map((one) => one.image)).to.deep.equal([
      "registry.eu.example/mirror/acme/log:1",
      undefined,
    ]);
    expect(own.pod?.spec?.initContainers?.map((one) => one.image)).to.deep.equal([
      "registry.eu.example/mirror/busybox:1",
    ]);
    expect(changed({ image: "other.example/cart:9" }, shared, { registry }).image).to.equal(
      "other.example/cart:9",
    );
  });

  it("is pulled with its cluster's Secrets, unless the cluster names others for it", () => {
    const secrets = { imagePullSecrets: ["eu"] };
    const spec = { ...shared, imagePullSecrets: ["all"] };
    expect(
      versionIn({ name: "eu", ...secrets }, "cart", "v1", spec).imagePullSecrets,
    ).to.deep.equal(["eu"]);
    expect(changed({ imagePullSecrets: ["cart"] }, spec, secrets).imagePullSecrets).to.deep.equal([
      "cart",
    ]);
  });
});

describe("an image in another registry", () => {
  for (const [given, moved] of [
    ["ghcr.io/acme/cart:1.2", "eu.example/acme/cart:1.2"],
    ["localhost/cart@sha256:ab", "eu.example/cart@sha256:ab"],
    ["host:5000/cart", "eu.example/cart"],
    ["nginx:1", "eu.example/nginx:1"],
    ["bitnami/nginx:1", "eu.example/bitnami/nginx:1"],
    ["docker.io/library/nginx", "eu.example/library/nginx"],
  ] as const)
    it(`of ${given} is ${moved}`, () => {
      expect(inRegistry(given, "eu.example")).to.equal(moved);
    });
});
