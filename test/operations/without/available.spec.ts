import { expect } from "chai";
import { RefusalError } from "../../../operations/refusal";
import { refuseUnavailable, unavailableRefusal } from "../../../operations/without/available";
import type { FirstVersion } from "../../../operations/without/decide";
import { failureOf } from "../../support/ports";
import { clusterAt, reachServing, stopAll, type FakeCluster } from "../../support/reached";
import { release, service, west } from "../../support/releases";

const north = { ...west, name: "north" };
const versions = { v1: { image: "web:1" }, v2: { image: "web:2" } };
const shop = release({
  namespace: "shop",
  services: { web: service({ versions, weights: { v1: 100 } }) },
});
const first: FirstVersion = {
  ...{ service: "web", version: "v2", to: ["west"] },
  placed: ["west", "north", "east"],
};
const text =
  "web v2 would get its first requests in west, but no pod of it is available in west and north. " +
  "This update moved no route. Bring its pods back there, or wait for the cluster that is left out.";

describe("the first requests of a version while a cluster is left out", () => {
  const refusal = (found: Readonly<Record<string, readonly string[]>>) =>
    unavailableRefusal(
      [first],
      ["west", "north"],
      new Map(Object.entries(found).map(([name, list]) => [name, new Set(list)])),
    );

  it("need an available pod in one of the clusters that answer", () => {
    expect(refusal({ west: ["web-v1"], north: ["web-v1", "web-v2"] })).to.equal(undefined);
    expect(refusal({ west: ["web-v1"], north: [] })).to.equal(text);
  });

  it("are not refused for a cluster that can't be asked", () => {
    expect(refusal({ west: [] })).to.equal(undefined);
  });

  describe("over clusters", () => {
    let clusters: FakeCluster[];
    beforeEach(async () => (clusters = await reachServing(shop, west, north)));
    afterEach(() => stopAll(clusters));

    const pods = "/apis/apps/v1/namespaces/shop/deployments/web-v2";

    it("go to pods that are available, and are refused with their clusters where none is", async () => {
      await refuseUnavailable(clusters, [first]);
      for (const { api } of clusters) api.delete(pods);
      const error = await failureOf(refuseUnavailable(clusters, [first]));
      expect(error).to.be.instanceOf(RefusalError);
      expect(error.message).to.equal(text);
    });

    it("are allowed where the rights to list pods are missing", async () => {
      for (const { api } of clusters) api.delete(pods);
      clusterAt(clusters, 1).api.fault({ kind: 403 });
      await refuseUnavailable(clusters, [first]);
    });

    it("ask nothing in an ordinary update", async () => {
      const before = clusters.map(({ api }) => api.requests.length);
      await refuseUnavailable(clusters, []);
      expect(clusters.map(({ api }) => api.requests.length)).to.deep.equal(before);
    });
  });
});
