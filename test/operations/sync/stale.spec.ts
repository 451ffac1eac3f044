import { expect } from "chai";
import { staleConfigs, staleEndpoints } from "../../../operations/sync/stale";
import type { EndpointSlice, StoredConfig } from "../../../operations/sync/istiod-state";

describe("the store of istiod", () => {
  const rule = (changes: object = {}, kind = "DestinationRule"): StoredConfig => ({
    kind,
    metadata: { name: "cart-v1", namespace: "shop", uid: "u1", generation: 2, ...changes },
  });
  const here = [{ kind: "DestinationRule", namespace: "shop" }];

  it("is complete with every object as it is", () => {
    expect(staleConfigs([rule()], [rule()], here)).to.deep.equal([]);
  });

  it("is stale with an object that is new, changed, or made anew", () => {
    const told = ["DestinationRule shop/cart-v1 is not in istiod"];
    expect(staleConfigs([rule()], [], here)).to.deep.equal(told);
    expect(staleConfigs([rule()], [rule({ generation: 1 })], here)).to.deep.equal(told);
    const anew = staleConfigs([rule({ uid: "u2" })], [rule()], here);
    expect(anew).to.deep.equal([...told, "DestinationRule shop/cart-v1 is still in istiod"]);
  });

  it("is stale with an object that is gone", () => {
    expect(staleConfigs([], [rule()], here)).to.deep.equal([
      "DestinationRule shop/cart-v1 is still in istiod",
    ]);
  });

  it("is not looked at beyond the release, nor for what istiod made itself", () => {
    const others = [
      rule({ namespace: "other" }),
      rule({}, "AuthorizationPolicy"),
      rule({ uid: undefined }),
    ];
    expect(staleConfigs([], others, here)).to.deep.equal([]);
  });
});

describe("the endpoints that istiod knows", () => {
  const slice = (ready: boolean, ...addresses: string[]): EndpointSlice => ({
    metadata: { labels: { "kubernetes.io/service-name": "cart" } },
    endpoints: [{ addresses, conditions: { ready } }],
  });
  const shards = (...addresses: string[]) => ({
    "cart.shop.svc.cluster.local": {
      shop: {
        Shards: {
          "Kubernetes/west": [{ Addresses: addresses, HealthStatus: 1 }],
          "Kubernetes/east": [{ Addresses: ["10.0.2.9"], HealthStatus: 2 }],
          "Kubernetes/north": null,
        },
      },
    },
  });
  const stale = (slices: EndpointSlice[], known: string[]) =>
    staleEndpoints("shop", ["cart"], slices, shards(...known));

  it("are complete with all that are ready, whatever a cluster is called", () => {
    const slices = [slice(true, "10.0.1.1"), slice(true, "10.0.2.1")];
    expect(stale(slices, ["10.0.1.1", "10.0.2.1"])).to.deep.equal([]);
  });

  it("lack one that is ready, and one that is thought to be unhealthy", () => {
    expect(stale([slice(true, "10.0.1.1", "10.0.2.9")], [])).to.deep.equal([
      "the endpoint 10.0.1.1 of cart is not in istiod",
      "the endpoint 10.0.2.9 of cart is not in istiod",
    ]);
  });

  it("still hold one that leaves", () => {
    expect(stale([slice(false, "10.0.1.1")], ["10.0.1.1"])).to.deep.equal([
      "the endpoint 10.0.1.1 of cart is still in istiod",
    ]);
    expect(stale([slice(false, "10.0.1.1")], [])).to.deep.equal([]);
  });

  it("are not compared for other Services", () => {
    const other = { ...slice(true, "10.0.1.1"), metadata: { labels: {} } };
    expect(stale([other], [])).to.deep.equal([]);
  });
});
