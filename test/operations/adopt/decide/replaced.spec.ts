import { expect } from "chai";
import { replacedBy, stillNeeded } from "../../../../operations/adopt/decide/replaced";
import type { Manifest } from "../../../../model/manifests/metadata";
import { manifests, planRelease } from "../../../../model/plan/plan";
import type { Release } from "../../../../model/release/release";
import { liveCluster } from "../../../support/live";

const shop: Release = {
  name: "shop",
  namespace: "shop",
  services: { cart: { port: 80, versions: { v1: { image: "cart:1" } }, weights: { v1: 100 } } },
};
const plan = planRelease(shop, [{ name: "west" }]);
const ours = plan.clusters.flatMap(manifests);

const rule = (name: string, host: string, subset: string): Manifest & { spec: object } => ({
  apiVersion: "networking.istio.io/v1",
  kind: "DestinationRule",
  metadata: { name, namespace: "shop" },
  spec: { host, subsets: [{ name: subset, labels: { version: "v1" } }] },
});

/** What is replaced where these objects stand beside the release's, and why it must stay. */
function judged(others: readonly Manifest[], own: readonly Manifest[] = ours) {
  const live = liveCluster({ name: "west" }, [...own, ...others]);
  return replacedBy(plan, [live]).map((one) => [
    one.object.metadata.name,
    stillNeeded(one, live) ?? "may go",
  ]);
}

describe("what a release has replaced", () => {
  it("is the rule of another name for one of its hosts, however that is written", () => {
    for (const host of ["cart", "cart.shop", "cart.shop.svc", "cart.shop.svc.cluster.local"])
      expect(judged([rule("cart", host, "v1")]), host).to.deep.equal([["cart", "may go"]]);
  });

  it("is not a rule for another host", () => {
    expect(judged([rule("ads", "ads", "v1"), rule("web", "*.example.com", "v1")])).to.deep.equal(
      [],
    );
  });

  it("stays until what takes its place is there", () => {
    const without = ours.filter(({ kind }) => kind !== "DestinationRule");
    expect(judged([rule("cart", "cart", "v1")], without)).to.deep.equal([
      [
        "cart",
        "DestinationRule shop/cart-v1, which takes its place, does not exist yet: run pulumi up first",
      ],
    ]);
  });

  it("stays while a route names a subset that only it has", () => {
    const routes = {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: "old", namespace: "shop" },
      spec: { http: [{ route: [{ destination: { host: "cart", subset: "stable" } }] }] },
    };
    expect(judged([rule("cart", "cart", "stable"), routes])).to.deep.include.members([
      ["cart", "VirtualService shop/old names its subset stable, which no other rule has"],
    ]);
  });

  it("is another PeerAuthentication of the whole namespace, and none for some of its pods", () => {
    const policy = (name: string, spec: object) => ({
      apiVersion: "security.istio.io/v1",
      kind: "PeerAuthentication",
      metadata: { name, namespace: "shop" },
      spec,
    });
    const some = policy("some", { selector: { matchLabels: { app: "cart" } } });
    expect(judged([policy("all", { mtls: { mode: "STRICT" } }), some])).to.deep.equal([
      ["all", "may go"],
    ]);
  });
});
