import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { GrayRelease } from "../../components/gray-release";
import { FakeApiServer } from "../../kubernetes/fake/api-server";
import { fieldManager, written } from "../../model/manifests/ownership";
import { manifests, planRelease } from "../../model/plan/plan";
import type { Release } from "../../model/release/release";
import type { Weights } from "../../model/release/routing";
import { recordData } from "../../operations/rollout/record/data";
import { noteRollout } from "../../operations/stable/rollout-note";
import { withEnvironment } from "../support/folder";
import { release as releaseOf, service } from "../support/releases";
import { rolloutRecord } from "../support/rollout/record";
import { unhandledIn } from "../support/unhandled";
import { valueOf, World, type WorldOptions } from "../support/world";

const noProxy = { HTTPS_PROXY: undefined, https_proxy: undefined };
const versions = { v1: { image: "a:1" }, v2: { image: "a:2" } };
const west = { name: "west" };
const spec = { steps: [{ setWeight: 20 }] };
const release = (weights: Weights, more: Partial<Release> = {}) =>
  releaseOf({
    services: { hello: service({ expose: true, versions, weights }) },
    rollout: spec,
    ...more,
  });
const of = (v2: number) => ({ services: { hello: { v1: 100 - v2, v2 } }, lanes: {} });
const record = (v2: number) =>
  rolloutRecord({
    ...{ home: "west", primaries: ["west"], spec, start: { west: of(0) }, goal: { west: of(100) } },
    current: { weights: { west: of(v2) }, routes: {}, scale: {} },
  });

describe("a component whose release declares a rollout, in any program", () => {
  let api: FakeApiServer;

  beforeEach(async () => (api = await FakeApiServer.start({ rolloutPods: "ready" })));
  afterEach(() => api.stop());

  /** Writes what a release plans, as an earlier update did. */
  function install(weights: Weights) {
    const [plan] = planRelease(release(weights), [west]).clusters;
    for (const object of manifests(plan!))
      api.put(written(object), { manager: fieldManager, operation: "Apply" });
  }

  const put = (v2: number) =>
    api.put({
      ...{ apiVersion: "v1", kind: "ConfigMap" },
      metadata: { name: "gray-rollout-demo", namespace: "gray-demo" },
      ...recordData(record(v2)),
    });

  const run = (given: Release, options: WorldOptions = {}) =>
    withEnvironment(noProxy, () =>
      World.run(() => {
        const kubeconfig = api.kubeconfig("west");
        const provider = new k8s.Provider("west", { kubeconfig });
        const clusters = [{ cluster: west, kubeconfig, provider }];
        return new GrayRelease("demo", { release: given, clusters, settle: { seconds: 0 } });
      }, options),
    );

  const weightsIn = (world: World) =>
    [
      ...JSON.stringify(world.named("demo-west-hello-virtualservice").inputs).matchAll(
        /"weight":(\d+)/g,
      ),
    ].map(([, weight]) => Number(weight));

  it("registers the weights that its clusters have, and tells these as its outputs", async () => {
    install({ v1: 80, v2: 20 });
    for (const preview of [true, false]) {
      const world = await run(release({ v2: 100 }), { preview });
      expect(weightsIn(world)).to.deep.equal([80, 20]);
      expect(await valueOf(world.result.weights)).to.deep.equal({
        west: { hello: { v1: 80, v2: 20 } },
      });
      expect(await valueOf(world.result.phase)).to.equal("gray");
    }
  });

  it("registers the weights of a rollout that runs, as they are right before routes move", async () => {
    install({ v1: 80, v2: 20 });
    put(20);
    // The driver takes a step while the update reads what an abort or it may have written.
    let reads = 0;
    api.before({ path: /gray-rollout-demo$/ }, () => (reads++ === 1 ? put(60) : undefined), 2);
    const world = await run(release({ v2: 100 }));
    expect(weightsIn(world)).to.deep.equal([40, 60]);
    expect(await valueOf(world.result.weights)).to.deep.equal({
      west: { hello: { v1: 40, v2: 60 } },
    });
  });

  /** Runs a program whose update is refused. @returns why */
  const refused = async (given: Release): Promise<string> => {
    let world: World | undefined;
    const [error] = await unhandledIn(() =>
      withEnvironment(noProxy, async () => {
        world = await World.start(() => {
          const kubeconfig = api.kubeconfig("west");
          const provider = new k8s.Provider("west", { kubeconfig });
          const clusters = [{ cluster: west, kubeconfig, provider }];
          new GrayRelease("demo", { release: given, clusters });
        }, {});
        await new Promise<void>((done) => process.once("unhandledRejection", () => done()));
      }),
    );
    if (!pulumi.ResourceError.isInstance(error)) throw new Error("it was not refused");
    expect(world!.resources.map(({ name }) => name).sort()).to.deep.equal(["demo", "west"]);
    return error.message;
  };

  it("is refused beside a rollout to other weights, and registers nothing of it", async () => {
    install({ v1: 80, v2: 20 });
    put(20);
    const why = await refused(release({ v1: 100 }));
    expect(why).to.match(/\[GR531\].*npx gray rollout abort -s dev/s);
  });

  it("is refused beside a rollout that it declares no more, and registers nothing of it", async () => {
    install({ v1: 80, v2: 20 });
    put(20);
    const route = api.list("VirtualService").find(({ metadata }) => metadata.name === "hello")!;
    await noteRollout(api.client(fieldManager), [route], { release: "demo" });
    const { rollout: _, ...without } = release({ v2: 100 });
    expect(await refused(without)).to.match(/\[GR537\].*npx gray rollout abort -s dev/s);
  });

  it("says in a preview what it can't know of a cluster whose kubeconfig comes later", async () => {
    install({ v1: 80, v2: 20 });
    const warned: string[] = [];
    const { warn } = pulumi.log;
    Object.assign(pulumi.log, { warn: (text: string) => void warned.push(text) });
    const world = await withEnvironment(noProxy, () =>
      World.run(
        () => {
          const kubeconfig = api.kubeconfig("west");
          const made = new k8s.core.v1.ConfigMap("made-later", {});
          const later = made.data.apply((data) => data.kubeconfig ?? "");
          const clusters = [
            { cluster: west, kubeconfig, provider: new k8s.Provider("west", { kubeconfig }) },
            {
              ...{ cluster: { name: "east" }, kubeconfig: later },
              provider: new k8s.Provider("east", { kubeconfig: later }),
            },
          ];
          return new GrayRelease("demo", { release: release({ v2: 100 }), clusters });
        },
        { preview: true },
      ),
    ).finally(() => Object.assign(pulumi.log, { warn }));
    expect(warned[0]).to.match(
      /kubeconfig of cluster east is not known.*the weights there: it shows/,
    );
    expect(await valueOf(world.result.weights)).to.deep.equal({
      west: { hello: { v1: 80, v2: 20 } },
      east: { hello: { v1: 80, v2: 20 } },
    });
  });

  it("makes the first update of all with the declared weights", async () => {
    const world = await run(release({ v1: 50, v2: 50 }));
    expect(weightsIn(world)).to.deep.equal([50, 50]);
  });

  it("asks nothing more where it declares none", async () => {
    install({ v1: 80, v2: 20 });
    const { rollout: _, ...without } = release({ v2: 100 });
    const world = await run(without);
    expect(weightsIn(world)).to.deep.equal([]);
    expect(api.asked({ kind: "ConfigMap" })).to.deep.equal([]);
  });
});
