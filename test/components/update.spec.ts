import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { GrayRelease } from "../../components/gray-release";
import { FakeApiServer } from "../../kubernetes/fake/api-server";
import { fieldManager, written } from "../../model/manifests/ownership";
import { manifests, planRelease } from "../../model/plan/plan";
import { Folder, kubeconfig, withEnvironment } from "../support/folder";
import { release as releaseOf, service } from "../support/releases";
import { closedPort } from "../support/server";
import { unhandledIn } from "../support/unhandled";
import { valueOf, World, type WorldOptions } from "../support/world";

const noProxy = { HTTPS_PROXY: undefined, https_proxy: undefined };

const versions = { v1: { image: "a:1" }, v2: { image: "a:2" } };
const release = releaseOf({
  services: { hello: service({ expose: true, versions, weights: { v1: 100 } }) },
});
const gatewayService = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { namespace: "istio-system", name: "istio-ingressgateway" },
  spec: { ports: [{ name: "http2", port: 80 }] },
  status: { loadBalancer: { ingress: [{ ip: "203.0.113.7" }] } },
};

/** How a spec reaches the cluster west. */
type Access = Omit<ConstructorParameters<typeof GrayRelease>[1]["clusters"][number], "provider">;

describe("an update of a component in any program", () => {
  let api: FakeApiServer;
  let folder: Folder;
  let west: Access;

  beforeEach(async () => {
    folder = new Folder();
    api = await FakeApiServer.start({ rolloutPods: "ready" });
    west = { cluster: { name: "west" }, kubeconfig: api.kubeconfig("west") };
  });

  afterEach(async () => {
    folder.remove();
    await api.stop();
  });

  /** A program with the release, and a resource beside it. */
  function program(clusters: readonly Access[], opts?: pulumi.ComponentResourceOptions) {
    const connected = clusters.map((access) => ({
      ...access,
      provider: new k8s.Provider(access.cluster.name, { kubeconfig: access.kubeconfig }),
    }));
    const settle = { seconds: 0 };
    const gray = new GrayRelease("demo", { release, clusters: connected, settle }, opts);
    const first = { provider: connected[0]?.provider };
    new k8s.core.v1.ConfigMap("beside", { metadata: { name: "beside" } }, first);
    return gray;
  }

  /** Runs the program to its end. */
  const run = (clusters: readonly Access[], options: WorldOptions = {}) =>
    withEnvironment(noProxy, () => World.run(() => program(clusters), options));

  /** Runs the program where it is refused: gives what was registered, and what the engine shows. */
  async function refused(clusters: readonly Access[], options: WorldOptions = {}) {
    let world: (World & { result: GrayRelease }) | undefined;
    const errors = await unhandledIn(() =>
      withEnvironment(noProxy, async () => {
        world = await World.start(() => program(clusters), options);
        const { result } = world;
        // The last thing to wait for: all that could be registered was registered by then.
        await new Promise<void>((done) => process.once("unhandledRejection", () => done()));
        expect(pulumi.Output.isInstance(result.phase)).to.equal(true);
      }),
    );
    const [error] = errors;
    expect(errors).to.have.lengthOf(1);
    if (!world || !pulumi.ResourceError.isInstance(error)) throw new Error("it was not refused");
    expect(error.resource).to.equal(world.result);
    expect(error.hideStack).to.equal(true);
    return { message: error.message, names: world.resources.map(({ name }) => name).sort() };
  }

  /** Writes what the release plans, as an earlier update did. */
  function install() {
    const [plan] = planRelease(release, [west.cluster]).clusters;
    for (const object of plan ? manifests(plan) : [])
      api.put(written(object), { manager: fieldManager, operation: "Apply" });
  }

  it("registers what is planned, and asks the istiod of its cluster", async () => {
    api.istiod.addPod();
    const world = await run([west]);
    expect(world.kind("VirtualService")).to.have.lengthOf(1);
    expect(api.istiod.requests.map(({ path }) => path)).to.include("/debug/syncz");
  });

  it("asks no istiod in a preview, which holds nothing back", async () => {
    api.istiod.addPod();
    const world = await run([west], { preview: true });
    expect(world.kind("VirtualService")).to.have.lengthOf(1);
    expect(api.istiod.requests).to.deep.equal([]);
  });

  it("is refused for drift, in a preview too, with one error, and registers what is beside it", async () => {
    install();
    const live = api.list("VirtualService")[0];
    const { managedFields: _, ...metadata } = live?.metadata ?? { name: "" };
    const edited = { ...live, metadata, spec: { ...(live?.spec as object), hosts: ["other"] } };
    api.put(edited, { manager: "kubectl-edit" });
    for (const preview of [false, true]) {
      const { message, names } = await refused([west], { preview });
      expect(message).to.contain("by kubectl-edit");
      expect(message).to.contain("-s dev");
      expect(names).to.deep.equal(["beside", "demo", "west"]);
    }
  });

  it("is refused where clusters are away, and names each of them alone", async () => {
    const port = await closedPort();
    const away = kubeconfig("east", `https://127.0.0.1:${port}`);
    const east = { cluster: { name: "east" }, kubeconfig: away };
    for (const preview of [false, true]) {
      const { message, names } = await refused([west, east], { preview });
      expect(message).to.match(
        new RegExp(`^Can't reach cluster east \\(https://127.0.0.1:${port}\\): connect ECONN`),
      );
      expect(message).to.not.contain("cluster west");
      expect(names).to.deep.equal(["beside", "demo", "east", "west"]);
    }
  });

  it("is refused for a secret that is no kubeconfig, of which the message repeats nothing", async () => {
    for (const text of ["token: hidden: token", "hidden-token"]) {
      const { message } = await refused([{ ...west, kubeconfig: pulumi.secret(text) }]);
      expect(message).to.match(/^The kubeconfig of cluster west can't be used: /);
      expect(message).to.not.contain("hidden");
    }
  });

  it("takes the path of a kubeconfig as its provider does", async () => {
    const path = folder.write("west", api.kubeconfig("west"));
    const world = await run([{ ...west, kubeconfig: path }]);
    expect(world.kind("VirtualService")).to.have.lengthOf(1);
  });

  it("begins when that which it depends on is made", async () => {
    await withEnvironment(noProxy, async () => {
      const world = await World.start(
        () => {
          const mesh = new pulumi.ComponentResource("a:b:Mesh", "mesh");
          program([west], { dependsOn: [new k8s.Provider("made-first", {}, { parent: mesh })] });
        },
        { hold: (name) => name === "made-first" },
      );
      await world.quiet();
      expect(api.requests).to.deep.equal([]);
      world.release();
      await world.end();
      expect(world.kind("VirtualService")).to.have.lengthOf(1);
    });
  });

  it("is a mistake where a cluster has neither kubeconfig nor context", async () => {
    const world = await World.run(() => {
      try {
        return program([{ cluster: { name: "west" } }]);
      } catch (error) {
        return error;
      }
    });
    if (!pulumi.ResourceError.isInstance(world.result)) throw new Error("it was not refused");
    expect(world.result.message).to.contain("clusters[0]  [GR015]");
    expect(world.result.message).to.contain("set clusters[0].kubeconfig or clusters[0].context");
    expect(api.requests).to.deep.equal([]);
  });

  describe("with a kubeconfig that is unknown in a preview", () => {
    const unknown = () =>
      new k8s.core.v1.ConfigMap("made-later", {}).data.apply((data) => data.kubeconfig ?? "");

    it("does not ask that cluster, and warns of it by name", async () => {
      const warned: string[] = [];
      const { warn } = pulumi.log;
      Object.assign(pulumi.log, { warn: (text: string) => void warned.push(text) });
      const east = () => ({ cluster: { name: "east" }, kubeconfig: unknown() });
      const world = await withEnvironment(noProxy, () =>
        World.run(() => program([west, east()]), { preview: true }),
      ).finally(() => Object.assign(pulumi.log, { warn }));
      expect(warned).to.have.lengthOf(1);
      expect(warned[0]).to.contain("The kubeconfig of cluster east is not known");
      expect(world.cluster("east").kind("VirtualService")).to.have.lengthOf(1);
      expect(await valueOf(world.result.phase)).to.equal("stable");
    });
  });

  it("keeps a secret kubeconfig out of the state, and what comes out of it secret", async () => {
    api.put(gatewayService, { manager: "istio" });
    const world = await run([{ ...west, kubeconfig: pulumi.secret(api.kubeconfig("west")) }]);
    const gray = world.result;
    expect(await valueOf(gray.endpoints)).to.deep.equal({ west: "http://203.0.113.7" });
    expect(await pulumi.isSecret(gray.endpoints)).to.equal(true);
    expect(await pulumi.isSecret(gray.weights)).to.equal(false);
    for (const { type, inputs } of world.resources)
      if (type.startsWith("gray:")) expect(inputs).to.deep.equal({});
  });
});
