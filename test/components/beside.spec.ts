import { expect } from "chai";
import { BesideObjects } from "../../components/beside";
import { GrayRelease } from "../../components/gray-release";
import type { Release } from "../../model/release/release";
import { east, release, west } from "../support/releases";
import { beginWith, connect, World } from "../support/world";

const of = (kind: string, apiVersion = "v1") => ({
  apiVersion,
  kind,
  metadata: { name: "a", namespace: "gray-demo" },
});
const account = of("ServiceAccount");
const policy = of("AuthorizationPolicy", "security.istio.io/v1");

/** What the engine is asked to register for a release with objects beside its own. */
function registered(manifests: NonNullable<Release["manifests"]>) {
  return World.run(
    () =>
      new GrayRelease("demo", {
        release: release({ manifests }),
        clusters: connect(west, east),
        begin: beginWith(),
      }),
  );
}

describe("objects beside a release", () => {
  it("are registered under the types that the provider knows, by our field manager", async () => {
    const world = await World.run(
      () => new BesideObjects("a", { objects: [account, of("Ingress", "networking.k8s.io/v1")] }),
    );
    const all = world.resources.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(all.map(({ type, name }) => [type, name])).to.deep.equal([
      ["kubernetes:core/v1:ServiceAccount", "a-serviceaccount-gray-demo-a"],
      ["kubernetes:networking.k8s.io/v1:Ingress", "a-ingress-gray-demo-a"],
    ]);
    const annotations = all.map(
      ({ inputs }) => (inputs.metadata as { annotations: object }).annotations,
    );
    expect(annotations).to.deep.equal([
      { "pulumi.com/patchFieldManager": "gray-release" },
      // The provider would wait for endpoints, and so for pods that come later.
      { "pulumi.com/patchFieldManager": "gray-release", "pulumi.com/skipAwait": "true" },
    ]);
  });

  it("go before the pods, which the engine deletes before them", async () => {
    const world = await registered([account]);
    await world.end();
    const there = world.cluster("west");
    const [object] = there.kind("ServiceAccount");
    const [namespace] = there.kind("Namespace");
    const [pods] = there.kind("Deployment");
    expect(object?.dependencies).to.include(namespace?.urn);
    expect(pods?.dependencies).to.include(object?.urn);
    expect(object?.hooks.afterCreate).to.deep.equal(["demo-foundation"]);
  });

  it("of a later stage wait for it, and hold no pods back", async () => {
    const world = await registered([policy]);
    await world.end();
    const [object] = world.kind("AuthorizationPolicy");
    expect(object?.hooks.afterCreate).to.deep.equal(["demo-policies"]);
    for (const pods of world.kind("Deployment"))
      expect(pods.dependencies).not.to.include(object?.urn);
  });

  it("change nothing for a release without them", async () => {
    const without = await registered([]);
    await without.end();
    expect(without.resources.some(({ type }) => type === "gray:index:BesideObjects")).to.equal(
      false,
    );
  });
});
