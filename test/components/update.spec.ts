import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { FakeApiServer } from "../../kubernetes/fake/api-server";
import { prepareUpdate } from "../../components/update";
import { parseConfig } from "../../model/config/parse";
import type { StackSettings } from "../../model/config/settings";
import { fieldManager, written } from "../../model/manifests/ownership";
import { manifests, planRelease } from "../../model/plan/plan";
import { Folder, withEnvironment } from "../support/folder";
import { release } from "../support/releases";
import { World, type WorldOptions } from "../support/world";

const noProxy = { HTTPS_PROXY: undefined, https_proxy: undefined };

describe("the preparation of an update", () => {
  let folder: Folder;
  let api: FakeApiServer;
  let settings: StackSettings;

  beforeEach(async () => {
    folder = new Folder();
    api = await FakeApiServer.start();
    const kubeconfig = folder.write("west", api.kubeconfig("west"));
    const services = {
      hello: { port: 5000, versions: { v1: { image: "a:1" } }, weights: { v1: 100 } },
    };
    const given = { ...release(), gateway: undefined, services };
    const parsed = parseConfig(
      { release: given, clusters: [{ name: "west", kubeconfig }] },
      { presets: {} },
    );
    if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
    settings = parsed.settings;
  });

  afterEach(async () => {
    folder.remove();
    await api.stop();
  });

  /** Runs the preparation in a program of its own; gives what was made, and the error where it is refused. */
  const prepare = (options: WorldOptions = {}) =>
    withEnvironment(noProxy, async () => {
      const world = await World.start(() => prepareUpdate(settings, () => undefined), options);
      const [outcome] = await Promise.allSettled([world.result]);
      if (outcome.status === "fulfilled") await outcome.value.sync?.end?.();
      await world.end();
      const prepared = outcome.status === "fulfilled" ? outcome.value : undefined;
      const error: unknown = outcome.status === "rejected" ? outcome.reason : undefined;
      return { providers: world.kind("kubernetes"), prepared, error };
    });

  it("gives a provider for each cluster, and a sync that asks its istiod", async () => {
    api.istiod.addPod();
    const { providers, prepared } = await prepare();
    expect(providers.map(({ name }) => name)).to.deep.equal(["west"]);
    expect(prepared?.clusters.map(({ cluster }) => cluster.name)).to.deep.equal(["west"]);
    expect(api.istiod.requests.map(({ path }) => path)).to.include("/debug/syncz");
  });

  it("asks no istiod in a preview, which holds nothing back", async () => {
    api.istiod.addPod();
    const { prepared } = await prepare({ preview: true });
    expect(prepared?.sync).to.equal(undefined);
    expect(api.istiod.requests).to.deep.equal([]);
  });

  it("is refused for drift, in a preview too, with an error that the engine shows as it is", async () => {
    const [plan] = planRelease(settings.release, settings.clusters).clusters;
    for (const object of plan ? manifests(plan) : [])
      api.put(written(object), { manager: fieldManager, operation: "Apply" });
    const live = api.list("VirtualService")[0];
    const { managedFields: _, ...metadata } = live?.metadata ?? { name: "" };
    const edited = { ...live, metadata, spec: { ...(live?.spec as object), hosts: ["other"] } };
    api.put(edited, { manager: "kubectl-edit" });
    for (const preview of [false, true]) {
      const { error } = await prepare({ preview });
      if (!pulumi.RunError.isInstance(error)) throw new Error("it was not refused");
      expect(error.message).to.contain("by kubectl-edit");
      expect(error.message).to.contain("-s dev");
      expect(error.stack).to.equal(undefined);
    }
  });

  it("is refused where a cluster is away, before any provider is made", async () => {
    await api.refuse();
    const { providers, error } = await prepare();
    expect(providers).to.deep.equal([]);
    if (!pulumi.RunError.isInstance(error)) throw new Error("it was not refused");
    expect(error.message).to.match(/^Can't reach cluster west /);
  });
});
