import { expect } from "chai";
import type { DeploymentManifest } from "../../../../model/manifests/deployment";
import type { Live } from "../../../../operations/adopt/decide/live";
import { versionsIn } from "../../../../operations/adopt/decide/versions";

type Labels = Record<string, string>;

function deployment(name: string, labels: Labels, matchLabels = labels) {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "shop" },
    spec: { selector: { matchLabels }, template: { metadata: { labels } } },
  } as unknown as Live<DeploymentManifest>;
}

/** Version, own labels, and why each Deployment is replaced. */
function found(...all: Live<DeploymentManifest>[]) {
  return versionsIn("cart", { app: "cart" }, all, all).map(({ version, labels, replacedFor }) => [
    version,
    ...(labels ? [labels] : []),
    ...(replacedFor ? [replacedFor] : []),
  ]);
}

describe("the versions of live Deployments", () => {
  it("are those of the label version, and stay where the names are those of a release", () => {
    const labels = { app: "cart", version: "v1" };
    expect(found(deployment("cart-v1", labels))).to.deep.equal([["v1"]]);
    expect(found(deployment("carts", labels))).to.deep.equal([["v1", "name"]]);
  });

  it("stay with the labels by which their Deployments select", () => {
    const labels = { app: "cart", version: "v1", release: "stable" };
    const some = { app: "cart", release: "stable" };
    expect(found(deployment("cart-v1", labels, some))).to.deep.equal([
      ["v1", { release: "stable" }],
    ]);
    expect(found(deployment("cart-v1", labels, { app: "cart" }))).to.deep.equal([["v1", {}]]);
  });

  it("have the names of Deployments that labels of another key tell apart, and stay", () => {
    const [stable, canary] = ["stable", "canary"].map((track) =>
      deployment(`cart-${track}`, { app: "cart", track }),
    ) as [Live<DeploymentManifest>, Live<DeploymentManifest>];
    expect(found(stable, canary)).to.deep.equal([
      ["stable", { track: "stable" }],
      ["canary", { track: "canary" }],
    ]);
  });

  it("get a name where nothing tells the pods apart, and other pods", () => {
    expect(found(deployment("cart", { app: "cart" }))).to.deep.equal([["v1", "label"]]);
    expect(
      found(deployment("cart", { app: "cart" }), deployment("cart-x", { app: "cart" })),
    ).to.deep.equal([
      ["v1", "label"],
      ["v2", "label"],
    ]);
    const same = { app: "cart", tier: "web" };
    expect(found(deployment("cart-a", same), deployment("cart-b", same))).to.deep.equal([
      ["v1", "label"],
      ["v2", "label"],
    ]);
  });

  it("get a name under which no Deployment runs: its selector could not change", () => {
    expect(found(deployment("cart-v1", { app: "cart" }))).to.deep.equal([["v2", "label"]]);
  });
});
