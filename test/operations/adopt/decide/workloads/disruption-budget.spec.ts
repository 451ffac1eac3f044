import { expect } from "chai";
import type { Manifest } from "../../../../../model/manifests/metadata";
import { manifests, planRelease } from "../../../../../model/plan/plan";
import { adopt } from "../../../../../operations/adopt/decide/adoption";
import { liveCluster } from "../../../../support/live";
import { shop } from "../hand-written";

/** What an adoption makes of the shop and a disruption budget for v1 of cart. */
function found(name: string, spec: object, labels = { app: "cart", version: "v1" }) {
  const budget = {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name, namespace: "shop" },
    spec: { selector: { matchLabels: labels }, ...spec },
  };
  const live = planRelease(shop, [{ name: "west" }, { name: "east" }]).clusters.map((plan) =>
    liveCluster(plan.cluster, [
      ...manifests(plan),
      ...(plan.cluster.name === "west" ? [budget as Manifest] : []),
    ]),
  );
  const { release, obstacles, changes } = adopt("shop", live);
  return {
    budget: release.services.cart?.versions.v1?.disruptionBudget,
    obstacles,
    // What is about a field are labels more, which say nothing about pods.
    told: changes.flatMap(({ cluster, object, field }) => (field ? [] : [`${cluster} ${object}`])),
  };
}

describe("a disruption budget of an adopted version", () => {
  it("becomes the version's, if it has the name and the selector of its Deployment", () => {
    for (const spec of [{ maxUnavailable: 1 }, { minAvailable: "50%" }, { minAvailable: 0 }])
      expect(found("cart-v1", spec)).to.deep.equal({ budget: spec, obstacles: [], told: [] });
  });

  it("goes on by itself under another name or for other pods, which is told", () => {
    for (const [name, spec, labels] of [
      ["own", { maxUnavailable: 1 }, undefined],
      ["cart-v1", { maxUnavailable: 1 }, { app: "cart" }],
      ["cart-v1", {}, undefined],
    ] as const)
      expect(found(name, spec, labels as never)).to.deep.equal({
        budget: undefined,
        obstacles: [],
        told: [`west PodDisruptionBudget shop/${name}`],
      });
  });

  it("says nothing of a version where it selects none of its pods", () => {
    const { budget, told } = found("cart-v1", { maxUnavailable: 1 }, { app: "ads" } as never);
    expect([budget, told]).to.deep.equal([undefined, []]);
  });
});
