import { expect } from "chai";
import { expectOnly, found, http, shop, type OpenCluster } from "../mutated";

/** The destinations of the default route of `web`: v1 80, v2 20. */
function split(cluster: OpenCluster) {
  return http(cluster, "web")[1]!.route!;
}

describe("the weights of a route", () => {
  it("have a sum above 0", () => {
    const [one] = expectOnly("GR210", (cluster) => split(cluster).forEach((to) => (to.weight = 0)));
    expect(one?.origin).to.deep.equal(["services", "web", "weights"]);
  });

  it("have a sum of 100", () => {
    const [one] = expectOnly("GR211", (cluster) => (split(cluster)[0]!.weight = 81));
    expect(one?.given).to.include("a sum of 101 (81 + 20)");
  });

  it("may have a sum of 10000, of which lanes take parts", () => {
    const lanes = { header: "x-lane", lanes: [{ name: "blue", version: "v2", weight: 7 }] };
    const { ads: _ads, ...services } = shop.services;
    const release = { ...shop, lanes, services };
    expect(found(undefined, release)).to.deep.equal([]);
  });

  it("may have a sum of 10000, where percentages have decimals", () => {
    const fine = { ...shop.services.web!, weights: { v1: 99.5, v2: 0.5 } };
    const services = { ...shop.services, web: fine };
    expect(found(undefined, { ...shop, services })).to.deep.equal([]);
    const [one] = found(
      ({ clusters }) => clusters.forEach((cluster) => (split(cluster)[1]!.weight = 51)),
      { ...shop, services },
    );
    expect(one).to.deep.include({ code: "GR211" });
    expect(one?.given).to.include("a sum of 10001 (9950 + 51)");
  });

  it("are for several destinations", () => {
    expectOnly("GR212", (cluster) => (http(cluster, "web")[0]!.route![0]!.weight = 100));
  });

  it("are for different destinations", () => {
    expectOnly("GR213", (cluster) => (split(cluster)[0]!.destination.subset = "v2"));
  });

  it("may be for one destination twice where headers tell the two apart", () => {
    const mesh = found(({ clusters }) =>
      clusters.forEach((cluster) => {
        split(cluster)[0]!.destination.subset = "v2";
        split(cluster)[0]!.headers = { request: { set: { "x-lane": "blue" } } };
      }),
    );
    expect(mesh).to.deep.equal([]);
  });
});
