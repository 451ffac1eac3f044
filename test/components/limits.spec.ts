import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import { expect } from "chai";
import { GrayRelease } from "../../components/gray-release";
import { FakeApiServer } from "../../kubernetes/fake/api-server";
import type { LimitsSpec } from "../../model/limits/spec";
import { withEnvironment } from "../support/folder";
import { release } from "../support/releases";
import { unhandledIn } from "../support/unhandled";
import { World, type WorldOptions } from "../support/world";

describe("the limits of a component in any program", () => {
  let api: FakeApiServer;

  beforeEach(async () => {
    api = await FakeApiServer.start({ rolloutPods: "ready" });
  });

  afterEach(() => api.stop());

  function program(limits: LimitsSpec) {
    const kubeconfig = api.kubeconfig("west");
    const provider = new k8s.Provider("west", { kubeconfig });
    const clusters = [{ cluster: { name: "west" }, kubeconfig, provider }];
    const versions = { v1: { image: "a:1" } };
    const services = { hello: { port: 80, expose: true, versions, weights: { v1: 100 } } };
    const settle = { seconds: 0 };
    return new GrayRelease("demo", { release: release({ services }), clusters, settle, limits });
  }

  const noProxy = { HTTPS_PROXY: undefined, https_proxy: undefined };
  const run = (limits: LimitsSpec, options: WorldOptions = {}) =>
    withEnvironment(noProxy, () => World.run(() => program(limits), options));

  it("refuse what breaks them, in a preview too, and register nothing of it", async () => {
    for (const preview of [false, true]) {
      let names: string[] = [];
      const [error, ...more] = await unhandledIn(() =>
        withEnvironment(noProxy, async () => {
          const world = await World.start(() => program({ noWildcardHosts: true }), { preview });
          await new Promise<void>((done) => process.once("unhandledRejection", () => done()));
          names = world.resources.map(({ name }) => name).sort();
        }),
      );
      expect(more).to.deep.equal([]);
      if (!pulumi.ResourceError.isInstance(error)) throw new Error("it was not refused");
      expect(error.message).to.include("release.gateway.hosts  [GR404]");
      expect(error.message).to.match(/fix: +name each host/);
      expect(names).to.deep.equal(["demo", "west"]);
    }
  });

  it("stop an update in a time in which nothing may change, and warn in its preview", async () => {
    const always: LimitsSpec = { freeze: [{ why: "No time" }] };
    const warned: string[] = [];
    const { warn } = pulumi.log;
    Object.assign(pulumi.log, { warn: (text: string) => void warned.push(text) });
    const world = await run(always, { preview: true }).finally(() =>
      Object.assign(pulumi.log, { warn }),
    );
    expect(world.kind("VirtualService")).to.have.lengthOf(1);
    expect(warned.join()).to.include("limits.freeze[0] [GR408]");
    const [error] = await unhandledIn(() =>
      withEnvironment(noProxy, async () => {
        await World.start(() => program(always), {});
        await new Promise<void>((done) => process.once("unhandledRejection", () => done()));
      }),
    );
    expect((error as Error).message).to.include("[GR408]");
  });

  it("let pass what keeps them", async () => {
    const limits = { hosts: ["*"], strictMtls: true, step: 1, readyPods: 1 };
    const world = await run(limits, { preview: true });
    expect(world.kind("VirtualService")).to.have.lengthOf(1);
  });
});
