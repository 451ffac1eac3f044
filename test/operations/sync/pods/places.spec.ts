import { expect } from "chai";
import { manifests, planRelease } from "../../../../model/plan/plan";
import type { Cluster } from "../../../../model/release/cluster";
import type { Release } from "../../../../model/release/release";
import { podPlaces } from "../../../../operations/sync/pods/places";
import { outpost, release, west } from "../../../support/releases";

function placesOf(changes: Partial<Release> = {}, cluster: Cluster = west) {
  const [plan] = planRelease(release(changes), [cluster, { name: "other" }]).clusters;
  if (!plan) throw new Error("nothing is planned");
  const places = podPlaces({ plan, objects: manifests(plan) });
  return places.map(({ namespace, labelSelector = "all" }) => `${namespace} ${labelSelector}`);
}

describe("the pods that must be connected to istiod", () => {
  it("are those of the workload that the gateway names, and of each Service of several", () => {
    const gateway = { workload: { namespace: "edge" } };
    expect(placesOf({ gateway })).to.include("edge istio=ingressgateway");
    const gateways = { public: {}, internal: { selector: { istio: "inner" } } };
    const ingress = { public: "outer/gateway", internal: "inner/gateway" };
    const found = placesOf({ gateway: undefined, gateways }, { ...west, ingress });
    expect(found).to.include.members(["outer istio=ingressgateway", "inner istio=inner"]);
  });

  it("are all of the release's namespace, and the gateway's in the mesh's", () => {
    expect(placesOf()).to.deep.equal(["gray-demo all", "istio-system istio=ingressgateway"]);
    expect(placesOf({}, { ...west, meshNamespace: "mesh" })).to.include(
      "mesh istio=ingressgateway",
    );
  });

  it("are the gateway's by all labels that select it, where its Service and its Gateway are, too", () => {
    const gateway = { namespace: "edge", selector: { app: "gw", tier: "public" } };
    expect(placesOf({ gateway }, { ...west, ingress: "ingress/public" })).to.deep.equal([
      "gray-demo all",
      "istio-system app=gw,tier=public",
      "ingress app=gw,tier=public",
      "edge app=gw,tier=public",
    ]);
    expect(placesOf({}, { ...west, ingress: "https://203.0.113.7/a" })).to.have.length(2);
  });

  it("are those of the release alone where it makes no Gateway", () => {
    expect(placesOf({}, outpost)).to.deep.equal(["gray-demo all"]);
  });
});
